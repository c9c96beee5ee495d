/** The numbers that plots are drawn from: existing set and new batch side by side. */

import { emptyTally, type Tally } from '../drift/tally.js';
import { fates, fileOf, nobody, type Columns } from './columns.js';
import type { Distribution, DuplicateCluster } from './report.js';
import type { Tallies } from './tally-columns.js';

/** More can be read by nobody. */
const mostBins = 400;
/** Of so many, the most frequent ones; the other places go first to what is new, then to what is gone. */
const mostFrequent = 100;
const mostClusters = 20;
const qualityBins = 10;

const sections = [
  ['labels', 'labels'],
  ['length', 'lengths'],
  ['roles', 'roles'],
  ['tools', 'tools'],
  ['sources', 'sources'],
] as const satisfies readonly (readonly [Distribution['name'], keyof Tally])[];

export function distributionsOf({ existing, fresh }: Tallies, columns: Columns): Distribution[] {
  const counted = sections.map(([name, key]) => {
    const [before, now] = [existing?.[key] ?? emptyTally()[key], fresh[key]];
    const bins = [...new Set([...Object.keys(before), ...Object.keys(now)])].map((bin) => ({
      bin,
      existing: before[bin] ?? 0,
      new: now[bin] ?? 0,
    }));
    return cutBins({ name, bins: sortBins(name, bins) });
  });
  return [...counted.filter(({ bins }) => bins.length > 0), { name: 'quality', bins: qualityHistogram(columns) }];
}

function cutBins({ name, bins }: Distribution): Distribution {
  if (bins.length <= mostBins) return { name, bins };
  const told = ({ existing, new: fresh }: Distribution['bins'][number]): number => (existing === 0 ? 2 : fresh === 0 ? 1 : 0);
  const rarer = bins.slice(mostFrequent).toSorted((left, right) => told(right) - told(left));
  const kept = new Set([...bins.slice(0, mostFrequent), ...rarer.slice(0, mostBins - mostFrequent)]);
  const beyond = { kinds: bins.length - kept.size, existing: 0, new: 0 };
  for (const bin of bins) {
    if (kept.has(bin)) continue;
    beyond.existing += bin.existing;
    beyond.new += bin.new;
  }
  return { name, bins: bins.filter((bin) => kept.has(bin)), beyond };
}

function sortBins(name: Distribution['name'], bins: Distribution['bins'][number][]): Distribution['bins'][number][] {
  // Buckets begin with their least number of words.
  if (name === 'length') return bins.toSorted((left, right) => Number.parseInt(left.bin, 10) - Number.parseInt(right.bin, 10));
  return bins.toSorted((left, right) => right.existing + right.new - left.existing - left.new || (left.bin < right.bin ? -1 : 1));
}

/** Scores of all new examples, the filtered ones too; existing ones were scored when they came in. */
function qualityHistogram({ count, existing, score }: Columns): Distribution['bins'] {
  const counts = Array.from({ length: qualityBins }, () => 0);
  for (let record = existing; record < count; record += 1) {
    const bin = Math.min(qualityBins - 1, Math.floor((score[record] ?? 0) * qualityBins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((found, bin) => ({ bin: `${bin / qualityBins}–${(bin + 1) / qualityBins}`, existing: 0, new: found }));
}

/** Kept examples with the most duplicates. */
export function largestClusters(columns: Columns): DuplicateCluster[] {
  const sizes = new Map<number, number>();
  for (let record = 0; record < columns.count; record += 1) {
    if (columns.fate[record] === fates.filtered) continue;
    let leader = columns.leader[record] ?? nobody;
    if (leader === nobody) continue;
    // A leader of exact duplicates may itself be a near duplicate of a kept example.
    for (let next = columns.leader[leader] ?? nobody; next !== nobody; next = columns.leader[leader] ?? nobody) leader = next;
    sizes.set(leader, (sizes.get(leader) ?? 1) + 1);
  }
  return [...sizes]
    .toSorted(([leftLeader, left], [rightLeader, right]) => right - left || leftLeader - rightLeader)
    .slice(0, mostClusters)
    .map(([leader, size]) => ({ leaderFile: fileOf(columns, leader), leaderLine: columns.line[leader] ?? 0, size }));
}
