/** Checks of single records: repeated ones, poor ones, and those with personal data. What they took out is listed, so they warn at most. */

import { checkOf, samplesPerCode, type Check, type Sample } from '../check.js';
import type { NearPair } from '../near/verify.js';
import type { DatasetPolicy } from '../policy.js';
import { countText } from '../../domain/figures.js';
import { cutText, sampleAt } from './check-parts.js';
import { fates, fileOf, type Columns } from './columns.js';
import { flags } from './facts.js';
import type { LineCounts } from './report.js';
import type { RowsOnDisk } from './rows-on-disk.js';

export function judgeExactDuplicates(columns: Columns, counts: LineCounts): Check {
  const count = counts.exactDuplicates + counts.normalisedDuplicates;
  const sampled = (fate: number, code: string): Sample[] =>
    firstRecords(columns, (record) => columns.fate[record] === fate).map((record) => {
      const leader = columns.leader[record] ?? 0;
      return sampleAt(columns, record, { code, text: `the same as ${fileOf(columns, leader)}:${columns.line[leader]}` });
    });
  return checkOf('exact-duplicates', {
    verdict: 'pass',
    severity: 'warn',
    observed: count,
    limit: null,
    count,
    reason:
      count === 0
        ? 'No example is there twice.'
        : `${counts.exactDuplicates} with the same content as a kept example and ${counts.normalisedDuplicates} with the same words were taken out.`,
    samples: [...sampled(fates.exact, 'exact-duplicate'), ...sampled(fates.normalised, 'normalised-duplicate')],
    evidence: 'duplicates.jsonl',
  });
}

export interface NearFindings {
  /** Dropped or flagged. */
  readonly pairs: readonly NearPair[];
  /** What was given up, in words; null when the search was complete. */
  readonly breached: string | null;
}

export function judgeNearDuplicates(columns: Columns, near: NearFindings, { nearDuplicates }: DatasetPolicy): Check {
  const { similarity, action } = nearDuplicates;
  const { pairs, breached } = near;
  const rest = { limit: similarity, count: pairs.length, evidence: 'duplicates.jsonl' } as const;
  if (breached !== null) {
    const reason = `The search was given up: ${breached}. Choose longer shingles or a higher similarity.`;
    return checkOf('near-duplicates', { ...rest, verdict: 'inconclusive', severity: 'block', observed: null, reason, samples: [] });
  }
  const said = `${countText(pairs.length, 'example')} at least ${similarity} similar to a kept one ${pairs.length === 1 ? 'was' : 'were'} `;
  return checkOf('near-duplicates', {
    ...rest,
    verdict: pairs.length > 0 && action === 'flag' ? 'fail' : 'pass',
    severity: 'warn',
    observed: pairs.length,
    reason:
      pairs.length === 0
        ? `No two kept examples are ${similarity} similar.`
        : `${said}${action === 'drop' ? 'taken out' : 'found and kept'}.`,
    samples: pairs.slice(0, samplesPerCode).map(({ record, leader, overlap, union }) =>
      sampleAt(columns, record, {
        code: 'near-duplicate',
        text: `${overlap}/${union} of the shingles of ${fileOf(columns, leader)}:${columns.line[leader]}`,
      }),
    ),
  });
}

export function judgeQuality(columns: Columns, rows: RowsOnDisk, { quality }: DatasetPolicy): Check {
  const isPoor = (record: number): boolean => ((columns.flags[record] ?? 0) & (flags.lowQuality | flags.inSuite)) === flags.lowQuality;
  const poor = countRecords(columns, isPoor);
  const fresh = columns.count - columns.existing;
  return checkOf('quality', {
    verdict: poor * 2 > fresh && fresh > 0 ? 'fail' : 'pass',
    severity: 'warn',
    observed: poor,
    limit: quality.minimum,
    count: poor,
    reason:
      poor === 0
        ? `No example scores below ${quality.minimum}.`
        : `${countText(poor, 'example')} of ${fresh} below a score of ${quality.minimum} went to filtered.jsonl.`,
    samples: firstRecords(columns, isPoor).map((record) =>
      sampleAt(columns, record, { code: 'low-quality', text: rows.example(record).messages.at(-1)?.content ?? '' }),
    ),
    evidence: 'filtered.jsonl',
  });
}

export function judgePersonalData(columns: Columns, policy: DatasetPolicy): Check {
  const found = redactionsOf(columns);
  const count = [...found.values()].reduce((sum, each) => sum + each.count, 0);
  const kinds = [...found].map(([kind, each]) => `${each.count} ${kind}`).join(', ');
  return checkOf('personal-data', {
    verdict: policy.redact.length === 0 ? 'inconclusive' : 'pass',
    severity: 'warn',
    observed: policy.redact.length === 0 ? null : count,
    limit: null,
    count,
    reason:
      policy.redact.length === 0
        ? 'Not searched for: redact is empty.'
        : count === 0
          ? 'Nothing that looks like personal data or a secret was found. Names of people and places are not searched for.'
          : `${count} replaced by placeholders: ${kinds}. Names of people and places are not searched for.`,
    samples: [...found].flatMap(([kind, { places }]) =>
      places
        .slice(0, samplesPerCode)
        .map(({ file, line }) => ({ code: kind, file, line, text: cutText(`replaced by a placeholder for ${kind}`) })),
    ),
    evidence: null,
  });
}

/** Placeholders put in, by kind, with the first places. */
export function redactionsOf(columns: Columns): Map<string, { count: number; readonly places: { file: string; line: number }[] }> {
  const found = new Map<string, { count: number; readonly places: { file: string; line: number }[] }>();
  for (const { redacted, input } of columns.segments) {
    const file = columns.inputs[input]?.name ?? '';
    for (const [kind, { count, lines }] of Object.entries(redacted)) {
      const entry = found.get(kind) ?? { count: 0, places: [] };
      found.set(kind, entry);
      entry.count += count;
      entry.places.push(...lines.map((line) => ({ file, line })));
    }
  }
  return new Map([...found].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

function firstRecords({ count, existing }: Columns, isOne: (record: number) => boolean): number[] {
  const records: number[] = [];
  for (let record = existing; record < count && records.length < samplesPerCode; record += 1) if (isOne(record)) records.push(record);
  return records;
}

function countRecords({ count, existing }: Columns, isOne: (record: number) => boolean): number {
  let found = 0;
  for (let record = existing; record < count; record += 1) found += isOne(record) ? 1 : 0;
  return found;
}
