import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DatasetOutcome } from '../../dataset/build.js';
import { aLine, someLines, someSettings, useBench } from './harness.js';

const bench = useBench();

/** Few texts and few groups, so that repeats, shared groups and known rows are common. */
const goodLine = fc
  .record({ text: fc.nat({ max: 40 }), group: fc.option(fc.nat({ max: 8 }), { nil: undefined }) })
  .map(({ text, group }) => aLine(`text ${text}`, text % 2 === 0 ? 'a' : 'b', group));
const anyLine = fc.oneof(
  { weight: 8, arbitrary: goodLine },
  { weight: 1, arbitrary: fc.constantFrom('', '  ', '{', '{"messages":[]}', 'null') },
);
const asked = [2, 3].map((text) => [{ role: 'user' as const, content: `text ${text}` }]);
const fates = ['blank', 'quarantined', 'inSuites', 'duplicates', 'alreadyInParent', 'newExamples'] as const;
const someFiles = fc.array(fc.array(anyLine, { minLength: 1, maxLength: 15 }), { minLength: 1, maxLength: 4 });
const runs = { numRuns: 12 };
/** Two builds a case, each with some forty synced files, on a machine that may be busy. */
const timeoutMilliseconds = 60_000;

describe('for any data', () => {
  it(
    'the books balance, for each source and in all',
    async () => {
      await fc.assert(
        fc.asyncProperty(someFiles, someFiles, async (before, files) => {
          const parent = (await bench().build([...before, someLines(30, 'base')])).dataset;
          const outcome = await bench().build(files, { parent, asked });
          const { sources } = await bench().report(outcome);
          for (const counts of [outcome.counts, ...sources]) {
            expect(fates.reduce((sum, fate) => sum + (counts[fate] ?? 0), 0)).toBe(counts.lines);
          }
          expect(outcome.counts.lines).toBe(files.map(countLines).reduce((sum, lines) => sum + lines, 0));
        }),
        runs,
      );
    },
    timeoutMilliseconds,
  );

  it(
    'the version does not depend on the order of lines and files',
    async () => {
      await fc.assert(
        fc.asyncProperty(someFiles, fc.infiniteStream(fc.nat()), async (files, numbers) => {
          const all = [...files.flat(), ...someLines(30, 'base')];
          const shuffled = all.map((line) => ({ line, rank: numbers.next().value ?? 0 })).toSorted((left, right) => left.rank - right.rank);
          const half = Math.ceil(all.length / 2);
          const lines = shuffled.map(({ line }) => line);
          const [one, two] = [await bench().build(all), await bench().build([lines.slice(half), lines.slice(0, half)])];
          expect(one.outcome).toBe('accepted');
          expect(two.dataset).toEqual(one.dataset);
        }),
        runs,
      );
    },
    timeoutMilliseconds,
  );

  it(
    'no group and no row is both in training or validation and in what was ever held out',
    async () => {
      await fc.assert(
        fc.asyncProperty(someFiles, someFiles, async (first, second) => {
          const parent = await bench().build([...first, someLines(30, 'base')]);
          const settings = { ...someSettings, heldOut: { percent: 60, groupBy: 'conversationId' } };
          const child = await bench().build([...second, someLines(30, 'more')], { parent: parent.dataset, settings });
          expect(child.outcome).toBe('accepted');
          for (const key of ['group', 'id'] as const) {
            const [train, validation, tested] = await sidesOf(child, key);
            expect(train.intersect(validation)).toEqual([]);
            expect(train.intersect(tested)).toEqual([]);
            expect(validation.intersect(tested)).toEqual([]);
          }
        }),
        runs,
      );
    },
    timeoutMilliseconds,
  );
});

interface Side {
  readonly values: ReadonlySet<string>;
  intersect(other: Side): string[];
}

/** The values of `group` or `id` in training, validation, and held out now or earlier. */
async function sidesOf({ dataset }: DatasetOutcome, key: 'group' | 'id'): Promise<[Side, Side, Side]> {
  const valuesOf = async (name: 'train' | 'validation' | 'heldOut' | 'anchor'): Promise<string[]> =>
    (await bench().rows(dataset?.[name])).flatMap((row) => row[key] ?? []);
  const side = (values: readonly string[]): Side => ({
    values: new Set(values),
    intersect: (other) => values.filter((value) => other.values.has(value)),
  });
  return [
    side(await valuesOf('train')),
    side(await valuesOf('validation')),
    side([...(await valuesOf('heldOut')), ...(await valuesOf('anchor'))]),
  ];
}

/** A file that ends in an empty line ends in a line end. */
function countLines(file: readonly string[]): number {
  return file.at(-1) === '' ? file.length - 1 : file.length;
}
