/** How models, versions and runs are named. Every id that leaves a process is built here. */

const modelName = /^[a-z0-9-]{1,40}(\.[a-z0-9-]{1,40})?$/;

/** `support-triage`, or `client.model` with a tenant. */
export function isModelName(text: string): boolean {
  return modelName.test(text);
}

/** `acme` of `acme.triage`; undefined for a model of no client. */
export function clientOf(model: string): string | undefined {
  const [client, name] = model.split('.');
  return name === undefined ? undefined : client;
}

/** `v12` from 12. */
export function versionName(number: number): string {
  return `v${number}`;
}

/** 12 from `v12`; undefined for anything else. */
export function versionNumber(name: string): number | undefined {
  const match = /^v([1-9]\d*)$/.exec(name);
  return match === null ? undefined : Number(match[1]);
}

/** `ft-2026-11-21-001`: the day in UTC of workflow time and a sequence kept by the entity. */
export function runIdOf(at: Date, sequence: number): string {
  return `ft-${at.toISOString().slice(0, 10)}-${String(sequence).padStart(3, '0')}`;
}

/** `rb-2026-11-21-001`: a rollback that somebody asked for. */
export function rollbackIdOf(at: Date, sequence: number): string {
  return `rb-${at.toISOString().slice(0, 10)}-${String(sequence).padStart(3, '0')}`;
}

/** `rp-2026-11-21-001`: a version that is made again to see whether it comes out the same. */
export function reproductionIdOf(at: Date, sequence: number): string {
  return `rp-${at.toISOString().slice(0, 10)}-${String(sequence).padStart(3, '0')}`;
}

export function isReproductionId(text: string): boolean {
  return /^rp-\d{4}-\d{2}-\d{2}-\d{3,}$/.test(text);
}

/** `im-2026-11-21-001`: a model that was made elsewhere and is taken in. */
export function importIdOf(at: Date, sequence: number): string {
  return `im-${at.toISOString().slice(0, 10)}-${String(sequence).padStart(3, '0')}`;
}

export function isImportId(text: string): boolean {
  return /^im-\d{4}-\d{2}-\d{2}-\d{3,}$/.test(text);
}

/** How an inference process is addressed. By version once registered, by digest before. */
export function modelRefOf(model: string, versionOrSha256: string): string {
  return `${model}@${versionOrSha256.length === 64 ? versionOrSha256.slice(0, 12) : versionOrSha256}`;
}
