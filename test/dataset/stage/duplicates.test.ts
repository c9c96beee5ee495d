/** `duplicates.jsonl` against the plainest code that follows the printed definition. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DuplicateRow } from '../../../dataset/stage/evidence.js';
import type { BuiltDataset } from '../../../dataset/stage/request.js';
import { compare, isNear, nearPairs, shinglesOf } from '../plain-definitions.js';
import { asParent, rowsOf, useBench } from './harness.js';
import { aLine, someLines, somePolicy } from './requests.js';

const bench = useBench();
const words = Array.from({ length: 60 }, (_, index) => `word${index}`);
const variants = [words, ...Array.from({ length: 5 }, (_, index) => words.with(59 - (index % 2), `end${index}`)), words.slice(0, 40)].map(
  (each) => each.join(' '),
);

/** Copies of a few texts, some of them nearly the same, some in capitals. */
const copies = fc
  .array(fc.record({ text: fc.nat({ max: variants.length - 1 }), isLoud: fc.boolean() }), { minLength: 2, maxLength: 25 })
  .map((some) => some.map(({ text, isLoud }) => (isLoud ? (variants[text] ?? '').toUpperCase() : (variants[text] ?? ''))));

describe('duplicates', () => {
  it('name for every dropped line a kept one that is near it, with figures that anybody can compute again; no two kept ones are near', async () => {
    await fc.assert(
      fc.asyncProperty(copies, async (texts) => {
        const built = await bench.build([texts.map((text) => aLine(text, 'refund'))]);
        expect(await faultsIn(built, texts)).toEqual([]);
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  it('of an example that was dropped itself name the one that was kept', async () => {
    const [one = '', other = ''] = variants;
    const texts = [one, one, other, other, one.toUpperCase()];
    const built = await bench.build([texts.map((text) => aLine(text, 'refund'))]);
    expect(await faultsIn(built, texts)).toEqual([]);
    expect(built.report.counts).toMatchObject({ accepted: 1, exactDuplicates: 2, normalisedDuplicates: 1, nearDuplicates: 1 });
  });

  it('of what the parent has name its file and line, and change nothing there', async () => {
    const [one = '', other = ''] = variants;
    const parent = await bench.build([[...someLines(30, 'base'), aLine(one, 'refund')]]);
    const built = await bench.build(
      [[aLine(one, 'refund'), aLine(one.toUpperCase(), 'refund'), aLine(other, 'refund'), ...someLines(30, 'new')]],
      {
        parent: await asParent(parent),
        policy: { ...somePolicy, quality: { minimum: 0 } },
      },
    );
    const rows = await rowsOf<DuplicateRow>(built, 'duplicates.jsonl');
    expect(rows.map(({ kind, line, overlap, union }) => ({ kind, line, overlap, union }))).toEqual([
      { kind: 'exact', line: 1, overlap: 60, union: 60 },
      { kind: 'normalised', line: 2, overlap: 60, union: 60 },
      { kind: 'near', line: 3, overlap: 59, union: 61 },
    ]);
    for (const { leaderFile } of rows)
      expect(leaderFile).toMatch(new RegExp(`^${parent.report.version?.slice(0, 12)}/(train|validation|heldOut)$`));
    expect(built.report.training).toEqual({ existing: 31, new: 30, removed: 0, total: 61 });
  });
});

/** What the files say otherwise than the definition does. */
async function faultsIn(built: BuiltDataset, texts: readonly string[]): Promise<unknown[]> {
  const sets = texts.map((text) => shinglesOf([text, '{"intent":"refund"}']));
  const setAt = (line: number): ReadonlySet<string> => sets[line - 1] ?? new Set<string>();
  const rows = await rowsOf<DuplicateRow>(built, 'duplicates.jsonl');
  const dropped = new Set(rows.map(({ line }) => line));
  const wrong = rows.filter(({ line, leaderLine, overlap, union, similarity }) => {
    const shared = compare(setAt(line), setAt(leaderLine));
    const isRight = overlap === shared.overlap && union === shared.union && similarity === overlap / union;
    return !isRight || !isNear(shared) || dropped.has(leaderLine);
  });
  const { read, accepted, exactDuplicates, normalisedDuplicates, nearDuplicates } = built.report.counts;
  const countOf = (wanted: DuplicateRow['kind']): number => rows.filter(({ kind }) => kind === wanted).length;
  const counts = [
    { reported: read - accepted, found: dropped.size },
    { reported: exactDuplicates, found: countOf('exact') },
    { reported: normalisedDuplicates, found: countOf('normalised') },
    { reported: nearDuplicates, found: countOf('near') },
  ];
  const missed = nearPairs(sets.filter((_, index) => !dropped.has(index + 1)));
  return [...wrong, ...counts.filter(({ reported, found }) => reported !== found), ...missed];
}
