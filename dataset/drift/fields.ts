/** Judges the fields of lines: which appeared, vanished or changed type since the existing set, and which are missing more often. */

import { checkOf, type Check } from '../check.js';
import type { DatasetPolicy } from '../policy.js';
import { compareTexts } from './compare-texts.js';
import type { Counts, Tally } from './tally.js';
import { counted, listed, namedSamples, nothingNew, percent, quoted, rounded } from './wording.js';

/**
 * A field counts as vanished where at least this many were to be expected in the batch: with fewer, none of them is chance (e^-7 = 0.001).
 */
const expectedAtLeast = 7;
/** Values of another type up to this share are strays: a warning, where more is another type. */
const strayShare = 0.01;

/** `schema-drift` and `missing-values`. */
export function judgeSchemaDrift(existing: Tally | null, fresh: Tally, missingValues: DatasetPolicy['missingValues']): Check[] {
  if (fresh.examples === 0) return [nothingNew('schema-drift'), nothingNew('missing-values')];
  if (existing === null || !knowsFields(existing)) {
    const reason =
      existing === null ? 'There is no existing set to compare with.' : 'The existing version does not say which fields its lines had.';
    return (['schema-drift', 'missing-values'] as const).map((name) => checkOf(name, { verdict: 'pass', severity: 'block', reason }));
  }
  const drift = driftOf(existing, fresh);
  return [judgeFields(drift), judgeMissing(existing, fresh, { vanished: drift.vanished, ...missingValues })];
}

/** Versions of the first releases were stored without a profile: their fields and sources are unknown. */
export function knowsFields(tally: Tally): boolean {
  return Object.keys(tally.fields).length > 0;
}

interface FieldDrift {
  readonly vanished: readonly string[];
  readonly retyped: readonly string[];
  readonly strays: readonly string[];
  readonly appeared: readonly string[];
  /** Field to words such as `string became number`. */
  readonly types: ReadonlyMap<string, string>;
}

function driftOf(existing: Tally, fresh: Tally): FieldDrift {
  const vanished: string[] = [];
  const retyped: string[] = [];
  const strays: string[] = [];
  const types = new Map<string, string>();
  for (const name of Object.keys(existing.fields).toSorted(compareTexts)) {
    const before = existing.fields[name] ?? {};
    const now = fresh.fields[name] ?? {};
    const expected = (present(before) / existing.examples) * fresh.examples;
    if (present(now) === 0) {
      if (expected >= expectedAtLeast) vanished.push(name);
      continue;
    }
    const other = Object.keys(now).filter((type) => type !== 'missing' && (before[type] ?? 0) === 0 && (now[type] ?? 0) > 0);
    const known = filled(before) > 0;
    if (other.length === 0 || !known) continue;
    types.set(name, `${typesOf(before)} became ${typesOf(now)}`);
    const share = other.reduce((sum, type) => sum + (now[type] ?? 0), 0) / filled(now);
    (share > strayShare ? retyped : strays).push(name);
  }
  const appeared = Object.keys(fresh.fields).filter((name) => existing.fields[name] === undefined);
  return { vanished, retyped, strays, appeared: appeared.toSorted(compareTexts), types };
}

function judgeFields({ vanished, retyped, strays, appeared, types }: FieldDrift): Check {
  const stops = vanished.length + retyped.length;
  const count = stops + strays.length + appeared.length;
  const withTypes = (name: string): string => `${name}: ${types.get(name) ?? ''}`;
  const parts = [
    vanished.length === 0 ? '' : `Vanished: ${listed(vanished)}.`,
    retyped.length === 0
      ? ''
      : `Of another type: ${retyped.slice(0, 3).map(withTypes).join('; ')}${retyped.length > 3 ? ' and more' : ''}.`,
    strays.length === 0 ? '' : `Single values of another type: ${listed(strays)}.`,
    appeared.length === 0 ? '' : `New: ${listed(appeared)}.`,
  ];
  return checkOf('schema-drift', {
    verdict: count > 0 ? 'fail' : 'pass',
    severity: stops > 0 || count === 0 ? 'block' : 'warn',
    observed: stops,
    limit: 0,
    count,
    reason:
      count === 0
        ? 'The lines have the fields of the existing set.'
        : `${counted(count, 'field')} changed. ${parts.filter(Boolean).join(' ')}`,
    samples: [
      ...namedSamples('vanished-field', vanished),
      ...namedSamples('retyped-field', retyped, withTypes),
      ...namedSamples('stray-type', strays, withTypes),
      ...namedSamples('new-field', appeared),
    ],
  });
}

interface MissingLimits {
  readonly maxRisePoints: number;
  /** Judged already, as vanished. */
  readonly vanished: readonly string[];
}

interface Rise {
  readonly name: string;
  readonly before: number;
  readonly now: number;
}

function judgeMissing(existing: Tally, fresh: Tally, { maxRisePoints, vanished }: MissingLimits): Check {
  const rises: Rise[] = Object.keys(existing.fields)
    .filter((name) => !vanished.includes(name))
    .map((name) => ({ name, before: missingShare(existing, name), now: missingShare(fresh, name) }))
    .toSorted((a, b) => b.now - b.before - (a.now - a.before) || compareTexts(a.name, b.name));
  const above = rises.filter(({ before, now }) => points(before, now) > maxRisePoints);
  const [worst] = rises;
  const tell = ({ name, before, now }: Rise): string =>
    `${quoted(name)} from ${percent(before)} to ${percent(now)} (limit +${maxRisePoints} points)`;
  const reason = worst === undefined ? 'No field is left to compare.' : `Missing values, the largest rise: ${tell(worst)}.`;
  return checkOf('missing-values', {
    verdict: above.length > 0 ? 'fail' : 'pass',
    severity: 'block',
    observed: worst === undefined ? null : points(worst.before, worst.now),
    limit: maxRisePoints,
    count: above.length,
    reason: above.length > 1 ? `${counted(above.length, 'field')} are missing more often. ${reason}` : reason,
    samples: above.slice(0, 3).map((rise) => ({ code: 'missing-values', file: null, line: null, text: tell(rise) })),
  });
}

/** Lines without the field count as missing it, like those where it is null or empty. */
function missingShare(tally: Tally, name: string): number {
  return 1 - filled(tally.fields[name] ?? {}) / tally.examples;
}

/** In points, rounded so that 5 points are not 5.000000000000004. */
function points(before: number, now: number): number {
  return rounded((now - before) * 100);
}

function filled(types: Counts): number {
  return present(types) - (types['missing'] ?? 0);
}

function present(types: Counts): number {
  return Object.values(types).reduce((sum, count) => sum + count, 0);
}

function typesOf(types: Counts): string {
  const named = Object.keys(types).filter((type) => type !== 'missing');
  return named.toSorted(compareTexts).join(' or ');
}
