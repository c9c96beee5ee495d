/** Counts the existing and the newly accepted examples for the checks of drift. */

import { addToTally, emptyTally, type Tally, type TallyFacts } from '../drift/tally.js';
import { fates, forEachFacts, type Columns } from './columns.js';
import type { Facts } from './facts.js';
import type { Segment } from './segments.js';

export interface Tallies {
  /** Null without a parent. */
  readonly existing: Tally | null;
  readonly fresh: Tally;
}

/** @param profile of the parent version, which knows more than its rows do; null where it has none */
export function tallyColumns(columns: Columns, profile: Tally | null): Tallies {
  const [existing, fresh] = [emptyTally(), emptyTally()];
  columns.segments.forEach((segment, index) => {
    const isNew = columns.inputs[segment.input]?.kind === 'new';
    if (!isNew && profile !== null) return;
    let record = columns.segmentStart[index] ?? 0;
    forEachFacts(columns.folder, segment, (facts) => {
      if (columns.fate[record] === fates.accepted) addToTally(isNew ? fresh : existing, talliedFacts(segment, facts));
      record += 1;
    });
  });
  const hasParent = columns.inputs.some(({ kind }) => kind === 'existing');
  return { existing: hasParent ? (profile ?? existing) : null, fresh };
}

function talliedFacts({ names }: Segment, facts: Facts): TallyFacts {
  return {
    label: names.label[facts.label] ?? null,
    source: names.source[facts.source] ?? null,
    roles: names.roles[facts.roles] ?? '',
    tools: names.tools[facts.tools] ?? '',
    // Only `factsOf` put names into this table.
    task: (names.task[facts.task] ?? 'chat') as TallyFacts['task'],
    words: facts.words,
    shape: names.shape[facts.shape] ?? '',
  };
}
