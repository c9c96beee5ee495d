/** The loop of the join: each suspicious record against the kept ones before it that may be near. */

import type { Thousandths } from './bounds.js';
import type { Clusters } from './clusters.js';
import { createFound, createPostings } from './postings.js';
import type { Found } from './postings.js';
import type { JoinInput, JoinResult } from './join.js';
import { createPrefixes } from './prefixes.js';
import { noSurvivor } from './survivors.js';
import type { Survivor, Survivors } from './survivors.js';
import { maybeNear } from './verify.js';
import type { NearPair, Verifier } from './verify.js';

export interface Work {
  readonly input: JoinInput;
  readonly t: Thousandths;
  readonly survivors: Survivors;
  readonly clusters: Clusters;
  readonly verifier: Verifier;
}

/** Goes over the suspicious records in the order of priority. */
export function compareAll(work: Work): JoinResult {
  const { input, t, survivors, clusters } = work;
  const order = survivors.inOrder(input.count);
  const prefixes = createPrefixes(survivors, t);
  const postings = createPostings(survivors.count * 4, t);
  const found = createFound(survivors.count);
  const tally: Tally = { pairs: [], verified: 0, dropped: new Uint8Array(order.length) };
  const [set, other] = [noSurvivor(), noSurvivor()];
  let candidates = 0;
  const result = (breached: string | null): JoinResult => ({
    pairs: tally.pairs,
    clusters: clusters.roots(),
    stats: { suspicious: order.length, candidates, verified: tally.verified },
    breached,
  });
  for (let rank = 0; rank < order.length; rank += 1) {
    survivors.load(order[rank] ?? 0, set);
    const asked = { prefix: prefixes.take(set), size: set.size, slack: set.slack };
    if (set.record < input.keep) {
      postings.add(rank, asked);
      continue;
    }
    found.clear();
    postings.collect(asked, found);
    candidates += found.count;
    if (candidates > input.budget.candidates) {
      return result(
        `near-duplicate candidates: more than the budget of ${input.budget.candidates} after ${rank} of ${order.length} suspicious records`,
      );
    }
    const near = compareOne(work, { set, order, found, tally, other });
    if (near !== null) tally.pairs.push(near);
    tally.dropped[rank] = near === null ? 0 : 1;
    if (near === null || input.edges === 'all') postings.add(rank, asked);
  }
  return result(null);
}

interface Tally {
  readonly pairs: NearPair[];
  verified: number;
  /** By rank. */
  readonly dropped: Uint8Array;
}

interface Turn {
  readonly set: Survivor;
  /** Survivors by rank. */
  readonly order: Uint32Array;
  /** Ranks. */
  readonly found: Found;
  readonly tally: Tally;
  /** Filled in with each that was found. */
  readonly other: Survivor;
}

/** The record with the first of its leaders; null for a record that is kept. */
function compareOne(work: Work, { set, order, found, tally, other }: Turn): NearPair | null {
  const { input, t, survivors, clusters, verifier } = work;
  let near: NearPair | null = null;
  for (const rank of found.sets.sort()) {
    survivors.load(order[rank] ?? 0, other);
    const mayLead = near === null && tally.dropped[rank] === 0;
    if (!mayLead && clusters.connected(set.record, other.record)) continue;
    if (!maybeNear(set, other, t)) continue;
    const pair = verifier.compare(set.record, other.record);
    tally.verified += 1;
    if (!verifier.isNear(pair)) continue;
    clusters.join(set.record, other.record);
    if (mayLead) near = pair;
    if (input.edges === 'leaders') break;
  }
  return near;
}
