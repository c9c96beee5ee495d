/** What one process of the benchmark does; `child.ts` measures it. Each says how many examples it took and what it found. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPolicy } from '../../dataset/policy.js';
import { buildDataset } from '../../dataset/stage/build.js';
import { joinFingerprints, similarity, takeFingerprints } from './fingerprints.js';
import type { Fingerprints, FingerprintRequest } from './fingerprints.js';
import { readLines } from './lines.js';

export interface StepResult {
  readonly examples: number;
  /** In words, for the table. */
  readonly found: string;
}

export type Step = (request: FingerprintRequest) => StepResult | Promise<StepResult>;

export const steps = {
  /** What a process weighs that does nothing. */
  empty: () => ({ examples: 0, found: '' }),
  parse: ({ file }) => {
    let examples = 0;
    readLines(file, ({ bytes }) => {
      JSON.parse(bytes.toString());
      examples += 1;
    });
    return { examples, found: '' };
  },
  near: (request) => runJoin(request, 'leaders'),
  /** As `action: flag` does it. */
  flag: (request) => runJoin(request, 'all'),
  pairs: (request) => {
    const prints = takeFingerprints(request);
    const pairs = allPairs(prints);
    writeFileSync(join(request.folder, 'pairs.txt'), pairs.map((pair) => `${pair}\n`).join(''));
    return { examples: prints.count, found: `${pairs.length} pairs` };
  },
  stage: async ({ file, folder }) => {
    const { report } = await buildDataset({
      model: null,
      sources: [file],
      remote: undefined,
      parent: null,
      policy: defaultPolicy,
      suites: [],
      filterSuitePrompts: false,
      folder: join(folder, 'stage'),
    });
    const { read, accepted, exactDuplicates, normalisedDuplicates, nearDuplicates } = report.counts;
    const found = `${report.outcome}: ${accepted} accepted, ${exactDuplicates} exact, ${normalisedDuplicates} normalised, ${nearDuplicates} near`;
    return { examples: read, found };
  },
} satisfies Record<string, Step>;

export type StepName = keyof typeof steps;

function runJoin(request: FingerprintRequest, edges: 'leaders' | 'all'): StepResult {
  const prints = takeFingerprints(request);
  const before = process.cpuUsage();
  const { pairs, stats, breached } = joinFingerprints(prints, { edges, everyone: false });
  const { user, system } = process.cpuUsage(before);
  const share = Math.round((stats.suspicious / prints.count) * 1000) / 10;
  const figures = `${share} % suspicious, ${stats.candidates} candidates, ${((user + system) / 1e6).toFixed(1)} CPU-s of it for the join`;
  return {
    examples: prints.count,
    found: breached === null ? `${prints.duplicates} normalised, ${pairs.length} near; ${figures}` : `BREACHED ${breached}; ${figures}`,
  };
}

/** Every two examples that are near enough: of each cluster, which the join proves to hold all near-duplicates of its members. */
function allPairs(prints: Fingerprints): string[] {
  const { clusters } = joinFingerprints(prints, { edges: 'all', everyone: true });
  const members = new Map<number, number[]>();
  clusters.forEach((root, record) => {
    if (root !== record) members.set(root, [...(members.get(root) ?? [root]), record]);
  });
  const pairs: string[] = [];
  for (const cluster of members.values()) {
    const sets = cluster.map((record) => prints.strings(record));
    for (let one = 0; one < cluster.length; one += 1) {
      for (let other = one + 1; other < cluster.length; other += 1) {
        if (isNear(sets[one] ?? new Set(), sets[other] ?? new Set())) pairs.push(`${cluster[one] ?? 0} ${cluster[other] ?? 0}`);
      }
    }
  }
  return pairs;
}

function isNear(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  let overlap = 0;
  for (const shingle of one) if (other.has(shingle)) overlap += 1;
  return overlap * 1000 >= Math.round(similarity * 1000) * (one.size + other.size - overlap);
}
