/** Reads what `retention.ts` decides over: every removable object of a model, and what every record of it refers to. Refuses where it cannot tell. */

import { hash } from 'node:crypto';
import pLimit from 'p-limit';
import type { Json } from '../domain/canonical-json.js';
import { environments } from '../domain/environments.js';
import { ExplainedError } from '../domain/explained-error.js';
import { versionNumber } from '../domain/model-version.js';
import type { ObjectStore } from '../platform/ports.js';
import { listAudit, type AuditEntry } from './audit.js';
import { flatJson, memberOf, textAt } from './flat-json.js';
import { readHead } from './heads.js';
import { standingsOf, transitionsOf } from './lifecycle.js';
import { listVersions } from './manifests.js';
import { readAll } from './read-all.js';
import { removedParts } from './removals.js';
import { partsOf, type ListedObject, type Part, type RetentionPolicy, type VersionLife } from './retention.js';
import { checkName } from './stored.js';

export interface RetentionListing {
  readonly objects: readonly ListedObject[];
  readonly parts: readonly Part[];
}

/** Longer than the list of a model of a thousand shards; weights themselves are never read. */
const longestList = 8_000_000;

/** Throws ExplainedError where a list of files that must stay cannot be read: then nobody knows which files are its own. */
export async function listForRetention(
  store: ObjectStore,
  model: string,
  { policy, now }: { readonly policy: RetentionPolicy; readonly now: number },
): Promise<RetentionListing> {
  const entries = await listAudit(store, model);
  const versions = await livesOf(store, model, entries);
  const objects = await listRemovable(store, model);
  const present = new Map(objects.map((object) => [object.key, object]));
  const gone = new Set(removedParts(entries).flatMap(({ keys }) => keys));
  // Named by a digest alone: whether that is of an artifact, only the store tells.
  const byDigest = [...versions.flatMap((life) => lockOf(life, model)), ...entries.flatMap(auditParts)].filter(({ ref }) =>
    present.has(ref.key),
  );
  const byReference = [...versions.flatMap((life) => partsOf(life, policy)), ...(await recordParts(store, model))].filter(
    ({ ref }) => isRemovable(model, ref.key) && (present.has(ref.key) || !gone.has(ref.key)),
  );
  const named = [...byReference, ...byDigest];
  const files = await Promise.all(named.map((part) => filesIn(store, part, { object: present.get(part.ref.key), now })));
  return { objects, parts: [...named, ...files.flat()] };
}

/** Nothing else is ever removed: records, evidence and reports are not even listed. */
function isRemovable(model: string, key: string): boolean {
  if (key.startsWith(`models/${model}/artifacts/`)) return true;
  return key.startsWith(`datasets/${model}/`) && /^[0-9a-f]{64}$/.test(key.split('/')[2] ?? '');
}

async function listRemovable(store: ObjectStore, model: string): Promise<ListedObject[]> {
  const name = checkName('model', model);
  const keys = [...(await store.list(`models/${name}/artifacts/`)), ...(await store.list(`datasets/${name}/`))].filter((key) =>
    isRemovable(name, key),
  );
  const limit = pLimit(32);
  const found = await Promise.all(keys.map((key) => limit(async () => ({ key, stat: await store.stat(key) }))));
  return found.flatMap(({ key, stat }) => (stat === undefined ? [] : [{ key, ...stat }]));
}

async function livesOf(store: ObjectStore, model: string, entries: readonly AuditEntry[]): Promise<VersionLife[]> {
  const manifests = await listVersions(store, model);
  const transitions = transitionsOf(manifests, entries);
  const standings = standingsOf(transitions);
  const heads = await Promise.all(environments.map((environment) => readHead(store, model, environment)));
  const deployed = new Set([
    ...heads.flatMap((head) => [head?.version, head?.previous?.version]),
    ...transitions.filter(({ to }) => to === 'staging' || to === 'production').map(({ version }) => version),
  ]);
  return manifests.map((manifest) => ({
    manifest,
    standing: standings.get(manifest.version),
    wasDeployed: deployed.has(manifest.version),
  }));
}

/** The package lock is stored as an artifact, and named by its digest alone. */
function lockOf({ manifest: { version, training, environment } }: VersionLife, model: string): Part[] {
  const why = 'tells what packages made it';
  return [textAt(training, 'packageLock'), environment?.packageLockSha256].flatMap((sha256) =>
    sha256 === undefined
      ? []
      : [{ ref: { key: `models/${model}/artifacts/${sha256}`, sha256 }, holder: version, what: 'package lock', until: null, why }],
  );
}

/** Digests of weights, which an audit names for ever and a store need not keep; every other digest in it is evidence for somebody's decision. */
const weightKeys = ['ggufSha256', 'adapterSha256', 'mergedSha256', 'sha256', 'fromSha256', 'toSha256', 'recorded', 'made'];

function auditParts({ model, seq, details }: AuditEntry): Part[] {
  const digests = flatJson(details).filter(
    ([path, value]) => /^[0-9a-f]{64}$/.test(value) && !weightKeys.includes(path.split('.').at(-1) ?? ''),
  );
  return digests.map(([, sha256]) => ({
    ref: { key: `models/${model}/artifacts/${sha256}`, sha256 },
    holder: `audit entry ${seq}`,
    what: 'evidence',
    until: null,
    why: 'the audit names it',
  }));
}

/** What runs, and any other record beside the versions, refer to. Kinds of records that are added later are read here without being known. */
async function recordParts(store: ObjectStore, model: string): Promise<Part[]> {
  const prefix = `models/${checkName('model', model)}/`;
  const keys = (await store.list(prefix)).filter((key) => {
    const [folder = '', file = ''] = key.slice(prefix.length).split('/');
    return folder !== 'artifacts' && !(folder === 'versions' && versionNumber(file.replace(/\.json$/, '')) !== undefined);
  });
  const bodies = await readAll(store, keys);
  return keys.flatMap((key, index) => {
    const holder = key.slice(prefix.length).replace(/\.json$/, '');
    const term = { holder, what: 'record', until: null, why: 'a record refers to it' };
    return referencesIn(jsonOf(key, bodies[index])).map((ref) => ({ ref, ...term }));
  });
}

/** Everything in a record that has the form of a reference. */
function referencesIn(json: Json | undefined): Part['ref'][] {
  if (typeof json !== 'object' || json === null) return [];
  if (Array.isArray(json)) return (json as readonly Json[]).flatMap(referencesIn);
  const [key, sha256] = [textAt(json, 'key'), textAt(json, 'sha256')];
  const own = key === undefined || sha256 === undefined ? [] : [{ key, sha256 }];
  return [...own, ...Object.values(json as Readonly<Record<string, Json>>).flatMap(referencesIn)];
}

/** The files of a stored folder, which stay as long as its list; none for what is a single file. */
async function filesIn(
  store: ObjectStore,
  part: Part,
  { object, now }: { readonly object: ListedObject | undefined; readonly now: number },
): Promise<Part[]> {
  const isFolder = part.what === 'adapter' || part.what === 'merged weights';
  // What may go may be half gone: a removal that was cut short, whose files nothing refers to any more.
  const mustStay = part.until === null || part.until > now;
  if (object === undefined && isFolder && mustStay) throw unreadable(part, 'it is not in the store');
  if (object === undefined || object.bytes > longestList || !(isFolder || part.what === 'record')) return [];
  const body = (await store.read(part.ref.key))?.body;
  if (body === undefined || hash('sha256', body) !== part.ref.sha256) {
    if (mustStay) throw unreadable(part, 'its bytes are not those that it is named by');
    return [];
  }
  return listedFiles(body).map((ref) => ({ ...part, ref }));
}

function listedFiles(body: Buffer): Part['ref'][] {
  try {
    return referencesIn(memberOf(JSON.parse(body.toString('utf8')) as Json, 'files'));
  } catch {
    return [];
  }
}

function jsonOf(key: string, body: Buffer | undefined): Json {
  try {
    return JSON.parse(body?.toString('utf8') ?? '') as Json;
  } catch {
    throw new ExplainedError({
      what: `${key} cannot be read, and may refer to what would be removed`,
      why: 'expected a record of Slipway, which is JSON',
      next: 'restore it from a backup, or move it out of the registry when it is not of Slipway',
    });
  }
}

function unreadable({ ref, holder, what }: Part, why: string): ExplainedError {
  return new ExplainedError({
    what: `the ${what} of ${holder} must stay, and its list of files cannot be read (${ref.key})`,
    why: `${why}, so nobody knows which files belong to it`,
    next: 'restore it from a backup; until then nothing is removed',
  });
}
