/** On which side examples fall, over several versions: what is tested with is never trained on. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BuiltDataset } from '../../../dataset/stage/request.js';
import { asParent, rowsOf, useBench } from './harness.js';
import { aLine, someLines, somePolicy } from './requests.js';

const bench = useBench();
const splitNames = ['train', 'validation', 'heldout', 'anchor'] as const;
type SplitName = (typeof splitNames)[number];
interface SplitRow {
  readonly id: string;
  readonly group?: string;
  readonly messages: readonly { readonly content: string }[];
}

/** Few texts and few groups, so that repeats, shared groups and known examples are common. */
const line = fc
  .record({ text: fc.nat({ max: 60 }), group: fc.option(fc.nat({ max: 8 }), { nil: undefined }) })
  .map(({ text, group }) =>
    aLine(
      `text number ${text} of t${text}`,
      text % 2 === 0 ? 'refund' : 'delivery',
      group === undefined ? {} : { conversationId: `c${group}` },
    ),
  );
const lines = fc.array(line, { minLength: 1, maxLength: 30 });

describe('for any data', () => {
  it(
    'no group and no example is both in training or validation and in what was ever held out, whatever the percentages become',
    async () => {
      await fc.assert(
        fc.asyncProperty(lines, lines, fc.constantFrom(0, 10, 60), async (first, second, percent) => {
          const parent = await bench.build([[...first, ...someLines(30, 'base')]]);
          const policy = { ...somePolicy, heldOut: { ...somePolicy.heldOut, percent } };
          const child = await bench.build([[...second, ...someLines(30, 'more')]], { parent: await asParent(parent), policy });
          expect(child.report.version).not.toBeNull();
          for (const key of ['group', 'id'] as const) {
            const [train = [], validation = [], heldOut = [], anchor = []] = await Promise.all(
              splitNames.map((name) => valuesOf(child, name, key)),
            );
            const tested = [...heldOut, ...anchor];
            expect([shared(train, validation), shared(train, tested), shared(validation, tested)]).toEqual([[], [], []]);
          }
        }),
        { numRuns: 6 },
      );
    },
    // Two builds a case, each with some forty synced files, on a machine that may be busy.
    120_000,
  );
});

describe('a third version', () => {
  it('has all that was held out before as its anchor, and takes nothing out of training and validation', async () => {
    const first = await bench.build([someLines(60, 'one')]);
    const second = await bench.build([someLines(60, 'two')], { parent: await asParent(first) });
    const third = await bench.build([someLines(60, 'three')], { parent: await asParent(second) });
    const ids = async (built: BuiltDataset, name: SplitName): Promise<string[]> => await valuesOf(built, name, 'id');
    expect(await ids(third, 'anchor')).toEqual([...(await ids(second, 'heldout')), ...(await ids(second, 'anchor'))].toSorted());
    for (const name of ['train', 'validation'] as const) {
      expect(await ids(second, name)).toEqual(expect.arrayContaining(await ids(first, name)));
      expect(await ids(third, name)).toEqual(expect.arrayContaining(await ids(second, name)));
    }
    expect(third.report.splits).toMatchObject({ anchor: (await ids(third, 'anchor')).length });
  });
});

describe('a group', () => {
  it('stays on the side where the parent has it, and its new examples follow', async () => {
    const early = { ...somePolicy, validation: { percent: 30 } };
    const first = await bench.build(
      [
        [
          ...someLines(200, 'base'),
          ...Array.from({ length: 30 }, (_, index) => aLine(`early words of e${index}`, 'refund', { conversationId: `c${index}` })),
        ],
      ],
      { policy: early },
    );
    const sideOf = new Map<string, string>();
    for (const name of ['train', 'validation', 'heldout'] as const)
      for (const group of await valuesOf(first, name, 'group')) sideOf.set(group, name);
    expect(new Set(sideOf.values()).size).toBe(3);
    const policy = { ...somePolicy, heldOut: { ...somePolicy.heldOut, percent: 70 }, validation: { percent: 0 } };
    const later = Array.from({ length: 30 }, (_, index) => aLine(`later words of l${index}`, 'refund', { conversationId: `c${index}` }));
    const second = await bench.build([[...later, ...someLines(200, 'more')]], { parent: await asParent(first), policy });
    for (const name of ['train', 'validation', 'heldout'] as const) {
      const here = (await rowsOf<SplitRow>(second, `splits/${name}.jsonl`)).filter(
        ({ messages, group }) => group !== undefined && messages[0]?.content.startsWith('later') === true,
      );
      expect(here.map(({ group = '' }) => sideOf.get(group)).every((side) => side === name)).toBe(true);
      expect(here.length).toBeGreaterThan(0);
    }
  });

  it('of which everything is asked or told is on one side, so one group alone is refused', async () => {
    const { report } = await bench.build([
      Array.from({ length: 9 }, (_, index) => aLine(`words of w${index}`, 'refund', { conversationId: 'one' })),
    ]);
    expect(report).toMatchObject({
      outcome: 'rejected',
      reason: expect.stringMatching(/^1 check failed\. split: No row (was held out|is left for training)/) as string,
    });
  });
});

async function valuesOf(built: BuiltDataset, name: SplitName, key: 'group' | 'id'): Promise<string[]> {
  return (await rowsOf<SplitRow>(built, `splits/${name}.jsonl`)).flatMap((row) => row[key] ?? []);
}

function shared(left: readonly string[], right: readonly string[]): string[] {
  const known = new Set(right);
  return left.filter((value) => known.has(value));
}
