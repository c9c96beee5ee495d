/** Questions that are asked alike and answered differently: a model learns both, so a person should know. */

import { join } from 'node:path';
import { countText } from '../../domain/figures.js';
import { checkOf, type Check } from '../check.js';
import { fates, fileOf, nobody, type Columns } from './columns.js';
import { flags } from './facts.js';
import { createSpill } from './spill.js';
import { sampleAt } from './check-parts.js';

/** Each record that answers otherwise than the first that asks the same, with that one; at least one of the two is new. */
export function findConflicts(columns: Columns): readonly { readonly record: number; readonly other: number }[] {
  const { count, existing, fate, prompt } = columns;
  const table = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(16, count * 2)))).fill(nobody);
  const mask = table.length - 1;
  const conflicts: { record: number; other: number }[] = [];
  for (let record = 0; record < count; record += 1) {
    if (fate[record] !== fates.accepted || ((columns.flags[record] ?? 0) & flags.promptless) !== 0) continue;
    const [high, low] = [prompt[record * 2], prompt[record * 2 + 1]];
    for (let slot = Math.imul(high ?? 0, 0x9e3779b1) >>> 0; ; slot += 1) {
      slot &= mask;
      const other = table[slot] ?? nobody;
      if (other === nobody) {
        table[slot] = record;
        break;
      }
      if (prompt[other * 2] !== high || prompt[other * 2 + 1] !== low) continue;
      if (record >= existing) conflicts.push({ record, other });
      break;
    }
  }
  return conflicts;
}

export function judgeConflicts(columns: Columns, folder: string): Check {
  const conflicts = findConflicts(columns);
  const spill = createSpill(join(folder, 'conflicts.jsonl'));
  for (const { record, other } of conflicts) {
    const row = {
      file: fileOf(columns, record),
      line: columns.line[record],
      otherFile: fileOf(columns, other),
      otherLine: columns.line[other],
    };
    spill.line(JSON.stringify(row));
  }
  spill.close();
  const count = conflicts.length;
  return checkOf('conflicting-labels', {
    verdict: count === 0 ? 'pass' : 'fail',
    severity: 'warn',
    observed: count,
    limit: 0,
    count,
    reason:
      count === 0
        ? 'No question is asked twice with different answers.'
        : `${countText(count, 'question')} answered otherwise than an earlier example answers the same; a model learns both.`,
    samples: conflicts
      .slice(0, 3)
      .map(({ record, other }) =>
        sampleAt(columns, record, { code: 'other-answer', text: `same question as ${fileOf(columns, other)}:${columns.line[other]}` }),
      ),
    evidence: 'conflicts.jsonl',
  });
}
