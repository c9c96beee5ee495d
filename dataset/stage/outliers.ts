/** Gathers the columns that outliers are looked for in, among the new accepted examples, and lists what was found. */

import { join } from 'node:path';
import type { Check } from '../check.js';
import { judgeOutliers } from '../drift/judge-outliers.js';
import { findOutliers, noLabel, type OutlierColumns } from '../drift/outliers.js';
import { cutText } from './check-parts.js';
import { fates, fileOf, forEachFacts, type Columns } from './columns.js';
import type { RowsOnDisk } from './rows-on-disk.js';
import { createSpill } from './spill.js';

export function checkOutliers(columns: Columns, rows: RowsOnDisk, folder: string): Check {
  const { records, measured } = gather(columns);
  const outliers = findOutliers(measured);
  const recordOf = (index: number): number => records[index] ?? 0;
  const spill = createSpill(join(folder, 'outliers.jsonl'));
  for (const { index, code, z } of outliers.found) {
    spill.line(JSON.stringify({ file: fileOf(columns, recordOf(index)), line: columns.line[recordOf(index)], code, z }));
  }
  spill.close();
  return judgeOutliers(outliers, ({ index }) => {
    const record = recordOf(index);
    return {
      file: fileOf(columns, record),
      line: columns.line[record] ?? 0,
      text: cutText(rows.example(record).messages.at(-1)?.content ?? ''),
    };
  });
}

function gather(columns: Columns): { readonly records: Uint32Array; readonly measured: OutlierColumns } {
  let count = 0;
  for (let record = columns.existing; record < columns.count; record += 1) count += columns.fate[record] === fates.accepted ? 1 : 0;
  const records = new Uint32Array(count);
  const measured = {
    words: new Uint32Array(count),
    turns: new Uint32Array(count),
    answerWords: new Uint32Array(count),
    labels: new Uint32Array(count).fill(noLabel),
    rareScript: new Float64Array(count),
  };
  const labels = new Map<string, number>();
  let at = 0;
  columns.segments.forEach((segment, index) => {
    if (columns.inputs[segment.input]?.kind !== 'new') return;
    let record = (columns.segmentStart[index] ?? 0) - 1;
    forEachFacts(columns.folder, segment, (facts) => {
      record += 1;
      if (columns.fate[record] !== fates.accepted) return;
      records[at] = record;
      measured.words[at] = facts.words;
      measured.turns[at] = facts.turns;
      measured.answerWords[at] = facts.answerWords;
      measured.rareScript[at] = facts.rareScript;
      const label = segment.names.label[facts.label];
      if (label !== undefined) {
        const number = labels.get(label) ?? labels.size;
        labels.set(label, number);
        measured.labels[at] = number;
      }
      at += 1;
    });
  });
  return { records, measured };
}
