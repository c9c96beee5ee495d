/** What it means that a version was made again: what is compared, when it counts as the same, and how it is said. Pure. */

/** One thing that is not as it was recorded. */
export interface Difference {
  /** `code version`, `package torch`, … */
  readonly what: string;
  /** Null where it was not recorded. */
  readonly recorded: string | null;
  /** Null where it is not known now. */
  readonly found: string | null;
}

/** What a training depends on besides its data and recipe, on the machine that performs it. Null: not known. */
export interface TrainingHost {
  readonly codeVersion: string | null;
  readonly packageLockSha256: string | null;
  readonly python: string | null;
  /** By name; empty where they are not known. */
  readonly packages: Readonly<Record<string, string>>;
}

export const partNames = ['dataset', 'adapter', 'merged', 'GGUF'] as const;

/** One thing that was made again, by SHA-256. */
export interface ReproducedPart {
  readonly name: (typeof partNames)[number];
  /** Null where it was not recorded. */
  readonly recorded: string | null;
  readonly made: string;
  /** What differs inside, in sentences; empty where the bytes are the same. */
  readonly differences: readonly string[];
}

/**
 * What of a training's surroundings is not as recorded. Code and lock that cannot be compared are a difference: nobody knows that
 * they are the same. The rest is compared where both sides know it, because the lock stands for it.
 */
export function hostDifferences(recorded: TrainingHost, running: TrainingHost): Difference[] {
  const packages = Object.keys(recorded.packages).toSorted();
  return [
    ...codeDifference(recorded.codeVersion, running.codeVersion),
    ...unlessSame('lock of the Python packages', recorded.packageLockSha256, running.packageLockSha256),
    ...whereBothAreKnown('Python', recorded.python, running.python),
    ...packages.flatMap((name) => whereBothAreKnown(`package ${name}`, recorded.packages[name] ?? null, running.packages[name] ?? null)),
  ];
}

/** The served bytes decide, and everything on the way to them that was recorded. */
export function isSame(parts: readonly ReproducedPart[]): boolean {
  const comparable = parts.filter(({ recorded }) => recorded !== null);
  return comparable.some(({ name }) => name === 'GGUF') && comparable.every(({ recorded, made }) => recorded === made);
}

/** `code version: recorded 0.2.0+abc, found 0.2.0+def` */
export function differenceText({ what, recorded, found }: Difference): string {
  return `${what}: ${recorded === null ? 'not recorded' : `recorded ${recorded}`}, ${found === null ? 'not known now' : `found ${found}`}`;
}

/** Of a version that was made again, in lines: the first says whether it came out the same. */
export function reproductionLines(reproduction: {
  readonly version: string;
  readonly parts: readonly ReproducedPart[];
  readonly differences: readonly Difference[];
}): string[] {
  const { version, parts, differences } = reproduction;
  const unrecorded = parts.filter(({ recorded }) => recorded === null).map(({ name }) => name);
  const same = parts.filter(({ recorded, made }) => recorded === made).map(({ name }) => name);
  const other = parts.filter(({ recorded, made }) => recorded !== null && recorded !== made);
  const names = other.map(({ name }) => name);
  const heading = other.length === 0 ? `${listed(same)} digests equal` : `${listed(names)} ${other.length === 1 ? 'differs' : 'differ'}`;
  return [
    `${version}: ${heading}`,
    ...(other.length > 0 && same.length > 0 ? [`  equal: ${listed(same)}`] : []),
    ...other.flatMap(({ name, recorded, made, differences: inside }) => [
      `  ${name}: recorded ${short(recorded)}, made ${short(made)}`,
      ...inside.map((sentence) => `    ${sentence}`),
    ]),
    ...unrecorded.map((name) => `  ${name}: not recorded, so it was not compared`),
    ...differences.map((difference) => `  ${differenceText(difference)}`),
  ];
}

function codeDifference(recorded: string | null, found: string | null): Difference[] {
  if (recorded !== null && namesCode(recorded) && recorded === found) return [];
  return [{ what: 'code version', recorded: codeText(recorded), found: codeText(found) }];
}

function codeText(codeVersion: string | null): string | null {
  return codeVersion === null || namesCode(codeVersion) ? codeVersion : `${codeVersion}, which names no exact code`;
}

/** A checkout with changes that are not committed, and a worker that was told no version: neither names its code. */
function namesCode(codeVersion: string): boolean {
  return codeVersion !== 'development' && !codeVersion.endsWith('-dirty');
}

function unlessSame(what: string, recorded: string | null, found: string | null): Difference[] {
  return recorded !== null && recorded === found ? [] : [{ what, recorded, found }];
}

function whereBothAreKnown(what: string, recorded: string | null, found: string | null): Difference[] {
  return recorded === null || found === null ? [] : unlessSame(what, recorded, found);
}

/** `dataset, adapter and GGUF` */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? 'no';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

function short(sha256: string | null): string {
  return sha256 === null ? 'nothing' : sha256.slice(0, 12);
}
