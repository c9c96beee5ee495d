import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unaccounted } from '../../../dataset/stage/accounting.js';
import type { BuiltDataset } from '../../../dataset/stage/request.js';
import { asParent, useBench } from './harness.js';
import { aLine, someLines, somePolicy } from './requests.js';

const bench = useBench();

/** Few texts, groups and labels, so that repeats, shared groups and known examples are common. */
const goodLine = fc
  .record({
    text: fc.nat({ max: 40 }),
    group: fc.option(fc.nat({ max: 8 }), { nil: undefined }),
    loud: fc.boolean(),
    ending: fc.nat({ max: 3 }),
  })
  .map(({ text, group, loud, ending }) => {
    const long = text % 3 === 0 ? Array.from({ length: 50 }, (_, index) => `word${text}x${index}`).join(' ') : '';
    const words = `text number ${text} ${long} ${ending === 0 ? '' : `end${ending}`}`;
    return aLine(
      loud ? words.toUpperCase() : words,
      text % 2 === 0 ? 'refund' : 'delivery',
      group === undefined ? {} : { conversationId: `c${group}` },
    );
  });
const anyLine = fc.oneof(
  { weight: 8, arbitrary: goodLine },
  { weight: 1, arbitrary: fc.constantFrom('', '  ', '{', '{"messages":[]}', 'null') },
);
const someFiles = fc.array(fc.array(anyLine, { minLength: 1, maxLength: 15 }), { minLength: 1, maxLength: 4 });
const runs = { numRuns: 15 };
/** Several builds a case, each with some forty synced files, on a machine that may be busy. */
const timeoutMilliseconds = 120_000;

describe('for any data', () => {
  it(
    'the books balance, for each file and in all',
    async () => {
      await fc.assert(
        fc.asyncProperty(someFiles, someFiles, async (before, files) => {
          const parent = await asParent(await bench.build([...before, someLines(30, 'base')]));
          const { report } = await bench.build(files, { parent });
          for (const counts of [report.counts, ...report.files.map((file) => file.counts)]) expect(unaccounted(counts)).toBe(0);
          expect(report.counts.read).toBe(files.flat().length);
          const { existing, removed, total } = report.training;
          expect(total).toBe(existing - removed + report.training.new);
        }),
        runs,
      );
    },
    timeoutMilliseconds,
  );

  it(
    'the same lines in another order and in other files give the same version, byte for byte',
    async () => {
      await fc.assert(
        fc.asyncProperty(someFiles, fc.infiniteStream(fc.nat()), async (files, numbers) => {
          const all = [...files.flat(), ...someLines(30, 'base')];
          const shuffled = all.map((line) => ({ line, rank: numbers.next().value ?? 0 })).toSorted((left, right) => left.rank - right.rank);
          const lines = shuffled.map(({ line }) => line);
          const half = Math.ceil(lines.length / 2);
          const [one, two] = [await bench.build([all]), await bench.build([lines.slice(half), lines.slice(0, half)])];
          expect(two.report.version).toBe(one.report.version);
          for (const file of ['manifest.json', 'profile.json', 'accepted.jsonl', 'splits/train.jsonl'])
            expect(await textOf(two, file)).toBe(await textOf(one, file));
        }),
        runs,
      );
    },
    timeoutMilliseconds,
  );
});

describe('another version', () => {
  const lines = someLines(40, 'law');

  it.each([
    ['one character', { lines: [...lines.slice(1), lines[0]?.replace('question', 'questjon') ?? ''] }],
    ['one example more', { lines: [...lines, aLine('one more of them', 'refund')] }],
    ['another group of one example', { lines: [...lines.slice(1), lines[0]?.replace('}]}', '}],"conversationId":"other"}') ?? ''] }],
    ['another threshold', { policy: { ...somePolicy, quality: { minimum: 0.31 } } }],
    ['another minimum of new examples', { policy: { ...somePolicy, minimumNewExamples: 2 } }],
    ['another shingle', { policy: { ...somePolicy, nearDuplicates: { ...somePolicy.nearDuplicates, shingle: 'word-3' } } }],
    ['another model', { model: 'other' }],
  ])('comes of %s', async (_, change: { lines?: string[]; policy?: typeof somePolicy; model?: string }) => {
    const { lines: changed = lines, ...overrides } = change;
    const [one, two] = [await bench.build([lines]), await bench.build([changed], overrides)];
    expect(one.report.outcome).toBe('accepted');
    expect(two.report.outcome).toBe('accepted');
    expect(two.report.version).not.toBe(one.report.version);
  });
});

async function textOf({ folder }: BuiltDataset, file: string): Promise<string> {
  return await readFile(join(folder, file), 'utf8');
}
