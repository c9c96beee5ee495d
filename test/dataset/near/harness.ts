/** Sets of texts for the join, and the nested loops over string sets that it must agree with: deliberately other code. */

import type { Example } from '../../../dataset/example.js';
import { joinNear } from '../../../dataset/near/join.js';
import type { JoinInput, JoinResult } from '../../../dataset/near/join.js';
import { createShingler, parseShingle } from '../../../dataset/text/shingles.js';
import { createWordReader } from '../../../dataset/text/words.js';

export interface Trial {
  readonly examples: readonly Example[];
  readonly similarity: number;
  /** Existing records, which stay. */
  readonly keep?: number;
  readonly shingle?: string;
  readonly edges?: JoinInput['edges'];
  readonly candidates?: number;
  /** Order in which the records are offered; as numbered unless given. */
  readonly order?: readonly number[];
  /** Makes collisions of hashes, which are too rare to wait for. */
  readonly rehash?: (hash: number) => number;
}

/** A conversation: user and assistant by turns. */
export const chat = (...contents: string[]): Example => ({
  messages: contents.map((content, index) => ({ content, role: index % 2 === 0 ? 'user' : 'assistant' })),
});

export function join(trial: Trial): JoinResult {
  const { examples, similarity, order = examples.keys(), rehash = (hash) => hash } = trial;
  const shingler = createShingler(parseShingle(trial.shingle ?? 'word-2'));
  const reader = createWordReader();
  const hashes = examples.map((example) => shingler.hash(reader.read(example), example).map(rehash));
  const places = [...order];
  return joinNear({
    count: examples.length,
    keep: trial.keep ?? 0,
    shingles: {
      total: hashes.reduce((sum, each) => sum + each.length, 0),
      forEach: (visit) => {
        for (const record of places) visit(record, hashes[record] ?? new Uint32Array());
      },
    },
    strings: (record) => shingler.strings(examples[record] ?? { messages: [] }),
    similarity,
    edges: trial.edges ?? 'leaders',
    budget: { candidates: trial.candidates ?? 1_000_000 },
  });
}

export interface OraclePair {
  readonly record: number;
  readonly leader: number;
  readonly overlap: number;
  readonly union: number;
}

/** Every kept record against every later one, by the shingles' texts. */
export function bruteForce({ examples, similarity, shingle = 'word-2', keep = 0 }: Trial): { pairs: OraclePair[]; edges: OraclePair[] } {
  const sets = examples.map((example) => slowShingles(example, shingle));
  const compared = (record: number, leader: number): OraclePair => {
    const [one, other] = [sets[record] ?? new Set(), sets[leader] ?? new Set()];
    let overlap = 0;
    for (const each of one) overlap += other.has(each) ? 1 : 0;
    return { record, leader, overlap, union: one.size + other.size - overlap };
  };
  const isNear = (pair: OraclePair): boolean =>
    pair.union > 0 && BigInt(pair.overlap) * 1000n >= BigInt(Math.round(similarity * 1000)) * BigInt(pair.union);
  const [pairs, edges, kept]: [OraclePair[], OraclePair[], number[]] = [[], [], []];
  for (let record = 0; record < sets.length; record += 1) {
    const near = Array.from({ length: record < keep ? 0 : record }, (_, earlier) => compared(record, earlier)).filter(isNear);
    edges.push(...near);
    const first = near.find((pair) => kept.includes(pair.leader));
    if (first === undefined) kept.push(record);
    else pairs.push(first);
  }
  return { pairs, edges };
}

function slowShingles(example: Example, kind: string): Set<string> {
  const [unit, size] = [kind.split('-')[0], Number(kind.split('-')[1])];
  const found = new Set<string>();
  for (const message of example.messages) {
    if (message.role === 'system') continue;
    const calls = (message.tool_calls ?? []).map((call) => `${call.function.name} ${call.function.arguments}`);
    for (const text of [...(message.content === null ? [] : [message.content]), ...calls]) {
      const words = text
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
        .trim();
      const spaced = words
        .replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu, ' $& ')
        .replace(/ +/g, ' ')
        .trim();
      const pieces = unit === 'word' ? spaced.split(' ') : Array.from(spaced);
      const glue = unit === 'word' ? ' ' : '';
      if (spaced === '') continue;
      if (pieces.length < size) found.add(pieces.join(glue));
      pieces.slice(size - 1).forEach((_, at) => found.add(pieces.slice(at, at + size).join(glue)));
    }
  }
  return found;
}

/** First record of the cluster of each, by spreading the smallest number along the edges until nothing changes. */
export function spread(count: number, edges: readonly { record: number; leader: number }[]): number[] {
  const roots = Array.from({ length: count }, (_, record) => record);
  for (let changed = true; changed;) {
    changed = false;
    for (const { record, leader } of edges) {
      const smallest = Math.min(roots[record] ?? 0, roots[leader] ?? 0);
      changed ||= roots[record] !== smallest || roots[leader] !== smallest;
      roots[record] = smallest;
      roots[leader] = smallest;
    }
  }
  return roots;
}

/** Repeatable numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
