/** The reduce phase: from the facts of all examples to fates, splits, checks and a version. Deterministic, and redone whole after a kill. */

import { join } from 'node:path';
import type { ContaminationIndex } from '../contamination/index-suites.js';
import { countLines } from './accounting.js';
import type { Columns } from './columns.js';
import { filterContaminated, judgeContamination, openSuiteSearch } from './contamination.js';
import { divide } from './divide.js';
import { joinSegments, writeDuplicates } from './evidence.js';
import { markExactDuplicates, markNormalisedDuplicates } from './exact-duplicates.js';
import { markFiltered } from './filter.js';
import { findNearDuplicates } from './near-duplicates.js';
import type { DatasetReport } from './report.js';
import type { BuildRequest } from './request.js';
import { openRows } from './rows-on-disk.js';
import { createSpill } from './spill.js';
import { tallyColumns } from './tally-columns.js';
import { writeReport } from './write-report.js';
import { writeSplits } from './write-splits.js';

export interface ReduceRequest {
  readonly request: BuildRequest;
  readonly index: ContaminationIndex;
  /** Of the results; empty. */
  readonly folder: string;
}

export async function reduceColumns(columns: Columns, { request, index, folder }: ReduceRequest): Promise<DatasetReport> {
  const { policy, parent, onProgress = () => undefined } = request;
  const comparing = (): void => onProgress({ step: 'comparing', source: '', lines: columns.count, bytes: 0 });
  const rows = openRows(columns);
  try {
    comparing();
    markFiltered(columns);
    markExactDuplicates(columns);
    markNormalisedDuplicates(columns);
    comparing();
    const near = findNearDuplicates(columns, rows, policy);
    comparing();
    const search = openSuiteSearch(index, rows, { policy, folder });
    const filtered = createSpill(join(folder, 'filtered.jsonl'));
    await joinSegments(columns, 'filtered', filtered);
    filterContaminated(columns, search, filtered);
    filtered.close();
    const { splits, figures } = divide(columns, near.clusters, policy);
    const contamination = judgeContamination(columns, search, splits);
    onProgress({ step: 'writing', source: '', lines: columns.count, bytes: 0 });
    for (const kind of ['quarantine', 'quality'] as const) {
      const joined = createSpill(join(folder, `${kind}.jsonl`));
      await joinSegments(columns, kind, joined);
      joined.close();
    }
    writeDuplicates(columns, rows, { near: near.pairs, folder });
    const files = await writeSplits(columns, rows, { splits, folder, hasParent: parent !== null });
    const tallies = tallyColumns(columns, parent?.profile ?? null);
    const counts = countLines(columns);
    return await writeReport(columns, { request, rows, near, figures, contamination, files, tallies, counts, folder });
  } finally {
    rows.close();
  }
}
