/** Looks closely at the examples that share words with a suite, writes down what both sides say, and judges or filters them. */

import { join } from 'node:path';
import { countText } from '../../domain/figures.js';
import type { ContaminationIndex } from '../contamination/index-suites.js';
import { checkOf, samplesPerCode, type Check, type Sample } from '../check.js';
import type { DatasetPolicy } from '../policy.js';
import { splitNumbers } from '../split/assign.js';
import { sampleAt } from './check-parts.js';
import { fates, fileOf, type Columns } from './columns.js';
import { flags } from './facts.js';
import type { RowsOnDisk } from './rows-on-disk.js';
import { createSpill, type Spill } from './spill.js';

export interface SuiteSearch {
  readonly index: ContaminationIndex;
  readonly rows: RowsOnDisk;
  readonly policy: DatasetPolicy;
  readonly evidence: Spill;
  readonly samples: Sample[];
  /** Examples that the policy took out. */
  filtered: number;
}

/** @param folder of the results */
export function openSuiteSearch(
  index: ContaminationIndex,
  rows: RowsOnDisk,
  { policy, folder }: { readonly policy: DatasetPolicy; readonly folder: string },
): SuiteSearch {
  return { index, rows, policy, evidence: createSpill(join(folder, 'contamination.jsonl')), samples: [], filtered: 0 };
}

/** Where the policy says so, takes out what holds a suite's item, whatever split it would be in. `into` receives the rows that are taken out. */
export function filterContaminated(columns: Columns, search: SuiteSearch, into: Spill): void {
  if (search.policy.contamination.action !== 'filter') return;
  for (const record of glanced(columns)) {
    if (examine(columns, record, search) !== 'contaminated') continue;
    columns.fate[record] = record < columns.existing ? fates.removed : fates.filtered;
    search.filtered += 1;
    if (record < columns.existing) continue;
    const place = { file: fileOf(columns, record), line: columns.line[record], code: 'contaminated' };
    into.line(JSON.stringify({ ...place, example: JSON.parse(search.rows.bytes(record).toString()) as unknown }));
  }
}

/** Of what is trained on. Validation counts as training: it decides when training stops. */
export function judgeContamination(columns: Columns, search: SuiteSearch, splits: Uint8Array): Check {
  let [hits, weak] = [0, 0];
  // What was examined for filtering is listed already, and what is left of it shares a run of words at most.
  const isDone = search.policy.contamination.action === 'filter';
  for (const record of isDone ? [] : glanced(columns)) {
    if (splits[record] !== splitNumbers.train && splits[record] !== splitNumbers.validation) continue;
    const found = examine(columns, record, search);
    if (found === 'contaminated') hits += 1;
    else if (found === 'alike') weak += 1;
  }
  search.evidence.close();
  return contaminationCheck(search, hits, weak);
}

function* glanced({ count, fate, flags: flagged }: Columns): Generator<number> {
  for (let record = 0; record < count; record += 1) {
    if (fate[record] === fates.accepted && ((flagged[record] ?? 0) & flags.glanced) !== 0) yield record;
  }
}

function examine(columns: Columns, record: number, { index, rows, evidence, samples }: SuiteSearch): 'contaminated' | 'alike' | 'clean' {
  const found = index.examine(rows.example(record));
  for (const hit of found) {
    evidence.line(JSON.stringify({ file: fileOf(columns, record), line: columns.line[record], ...hit }));
    if (!hit.isContaminated || samples.length >= samplesPerCode) continue;
    const text = `${hit.suite} ${hit.item}: "${hit.suiteText}" and here: "${hit.trainText}"`;
    samples.push(sampleAt(columns, record, { code: hit.kind, text }));
  }
  if (found.some(({ isContaminated }) => isContaminated)) return 'contaminated';
  return found.length > 0 ? 'alike' : 'clean';
}

function contaminationCheck({ index, policy, samples, filtered }: SuiteSearch, hits: number, weak: number): Check {
  const limit = policy.contamination.maxHits;
  const rest = { limit, count: hits + filtered, samples, evidence: 'contamination.jsonl' } as const;
  if (index.items === 0) {
    const reason = 'No suite was given to compare with.';
    return checkOf('contamination', { ...rest, verdict: 'inconclusive', severity: 'warn', observed: null, reason });
  }
  const left = `${hits === 0 ? 'No example' : countText(hits, 'example')} to train on ${hits > 1 ? 'hold' : 'holds'} what one of ${countText(index.items, 'suite item')} asks or answers.`;
  const taken = filtered === 0 ? '' : ` ${countText(filtered, 'example')} that did ${filtered === 1 ? 'was' : 'were'} taken out.`;
  const alike = weak === 0 ? '' : ` ${weak} more share a run of words with an item and are listed.`;
  return checkOf('contamination', {
    ...rest,
    verdict: hits > limit ? 'fail' : 'pass',
    severity: 'block',
    observed: hits,
    reason: `${left}${taken}${alike}`,
  });
}
