/** Tallies for tests of drift: from counts, or drawn with a seed. */

import { addToTally, emptyTally, type Tally, type TallyFacts } from '../../../dataset/drift/tally.js';

export const someFacts: TallyFacts = {
  label: null,
  source: null,
  roles: 'user,assistant',
  tools: 'no tools',
  task: 'chat',
  words: 20,
  shape: 'messages:array',
};

/** As many examples of each label as given, else alike. */
export function labelled(counts: Readonly<Record<string, number>>, rest: Partial<TallyFacts> = {}): Tally {
  return tallyOf(Object.entries(counts).map(([label, count]) => [{ ...rest, label }, count]));
}

export function tallyOf(groups: readonly (readonly [Partial<TallyFacts>, number])[]): Tally {
  const tally = emptyTally();
  for (const [facts, count] of groups) for (let index = 0; index < count; index += 1) addToTally(tally, { ...someFacts, ...facts });
  return tally;
}

/** Shares 1/1, 1/2, 1/3, … of `count` labels. */
export function zipf(count: number): number[] {
  const weights = Array.from({ length: count }, (_, rank) => 1 / (rank + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

export function movedShare(shares: readonly number[], { from, to, points }: { from: number; to: number; points: number }): number[] {
  return shares.map((share, index) => {
    if (index === from) return share - points / 100;
    return index === to ? share + points / 100 : share;
  });
}

/** A sample of labels `label-0`, `label-1`, … */
export function drawn(shares: readonly number[], size: number, random: () => number): Tally {
  const counts: Record<string, number> = {};
  for (let index = 0; index < size; index += 1) {
    let left = random();
    let label = 0;
    while (label < shares.length - 1 && left >= (shares[label] ?? 0)) {
      left -= shares[label] ?? 0;
      label += 1;
    }
    counts[`label-${label}`] = (counts[`label-${label}`] ?? 0) + 1;
  }
  const tally = emptyTally();
  tally.examples = size;
  Object.assign(tally.labels, counts);
  return tally;
}
