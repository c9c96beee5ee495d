/** Fields, missing values, shape and new kinds against an existing set. */

import { describe, expect, test } from 'vitest';
import { judgeSchemaDrift } from '../../../dataset/drift/fields.js';
import { judgeNewKinds } from '../../../dataset/drift/new-kinds.js';
import { judgeShape } from '../../../dataset/drift/shape.js';
import { emptyTally, type Tally } from '../../../dataset/drift/tally.js';
import { tallyOf } from './fixtures.js';

/** As many lines of each shape. */
const shaped = (shapes: Readonly<Record<string, number>>): Tally =>
  tallyOf(Object.entries(shapes).map(([shape, count]) => [{ shape }, count]));
const schema = (existing: Tally | null, fresh: Tally) => judgeSchemaDrift(existing, fresh, { maxRisePoints: 5 })[0];
const missing = (existing: Tally | null, fresh: Tally) => judgeSchemaDrift(existing, fresh, { maxRisePoints: 5 })[1];

describe('drift of fields', () => {
  const existing = shaped({ 'id:string\ntext:string': 1000 });

  test.each<[string, Tally, [string, string], string[]]>([
    ['the same fields', shaped({ 'id:string\ntext:string': 100 }), ['pass', 'block'], []],
    ['a vanished one', shaped({ 'text:string': 100 }), ['fail', 'block'], ['vanished-field']],
    ['another type', shaped({ 'id:number\ntext:string': 100 }), ['fail', 'block'], ['retyped-field']],
    [
      'another type in two of a hundred',
      shaped({ 'id:string\ntext:string': 98, 'id:number\ntext:string': 2 }),
      ['fail', 'block'],
      ['retyped-field'],
    ],
    ['a stray type', shaped({ 'id:string\ntext:string': 99, 'id:number\ntext:string': 1 }), ['fail', 'warn'], ['stray-type']],
    ['a new one', shaped({ 'id:string\ntext:string\nnew:array': 100 }), ['fail', 'warn'], ['new-field']],
    ['all at once', shaped({ 'text:array\nnew:array': 100 }), ['fail', 'block'], ['vanished-field', 'retyped-field', 'new-field']],
    ['missing values are no other type', shaped({ 'id:missing\ntext:string': 100 }), ['pass', 'block'], []],
  ])('%s', (...[, fresh, [verdict, severity], codes]) => {
    const check = schema(existing, fresh);
    expect(check).toMatchObject({ name: 'schema-drift', verdict, severity });
    expect(check?.samples.map(({ code }) => code)).toEqual(codes);
  });

  test('names fields and types', () => {
    const check = schema(existing, shaped({ 'id:number\nnew:array': 100 }));
    expect(check?.reason).toBe('3 fields changed. Vanished: "text". Of another type: id: string became number. New: "new".');
  });

  test('an optional field may be absent by chance: fewer than seven were to be expected', () => {
    const rare = shaped({ 'id:string': 940, 'id:string\nnote:string': 60 });
    expect(schema(rare, shaped({ 'id:string': 100 }))?.verdict).toBe('pass');
    expect(schema(rare, shaped({ 'id:string': 120 }))?.verdict).toBe('fail');
  });

  test('without an existing set, or with one of unknown fields, it passes', () => {
    expect(judgeSchemaDrift(null, existing, { maxRisePoints: 5 }).map(({ name, verdict }) => [name, verdict])).toEqual([
      ['schema-drift', 'pass'],
      ['missing-values', 'pass'],
    ]);
    expect(schema(shaped({ '': 100 }), existing)?.verdict).toBe('pass');
    expect(schema(existing, emptyTally())?.verdict).toBe('inconclusive');
  });
});

describe('missing values', () => {
  const existing = shaped({ 'id:string\nnote:string': 90, 'id:string\nnote:missing': 4, 'id:string': 6 });

  test.each([
    [10, 'pass', 0],
    [15, 'pass', 5],
    [16, 'fail', 6],
    [100, 'fail', 90],
  ])('10 %% before, %d %% now: %s, up by %d points', (absent, verdict, rise) => {
    const check = missing(existing, shaped({ 'id:string\nnote:string': 100 - absent, 'id:string\nnote:missing': absent }));
    expect(check).toMatchObject({ name: 'missing-values', verdict, severity: 'block', observed: rise, limit: 5 });
  });

  test('a line without the field misses it as much as one where it is empty', () => {
    const check = missing(existing, shaped({ 'id:string\nnote:string': 80, 'id:string': 20 }));
    expect(check).toMatchObject({ verdict: 'fail', count: 1 });
    expect(check?.reason).toContain('"note" from 10.0 % to 20.0 %');
  });

  test('a vanished field is judged once', () => {
    const checks = judgeSchemaDrift(existing, shaped({ 'id:string': 100 }), { maxRisePoints: 5 });
    expect(checks.map(({ verdict }) => verdict)).toEqual(['fail', 'pass']);
  });
});

describe('the shape of a batch', () => {
  const existing = tallyOf([
    [{ words: 10 }, 300],
    [{ words: 20 }, 400],
    [{ words: 40 }, 300],
  ]);

  test('as before it passes', () => {
    expect(
      judgeShape(
        existing,
        tallyOf([
          [{ words: 10 }, 30],
          [{ words: 20 }, 40],
          [{ words: 40 }, 30],
        ]),
      ),
    ).toMatchObject({ verdict: 'pass', severity: 'warn' });
  });

  test.each<[string, Parameters<typeof tallyOf>[0], string]>([
    ['longer texts', [[{ words: 200 }, 100]], 'Length in words'],
    [
      'other roles',
      [
        [{ words: 10, roles: 'system,user,assistant' }, 30],
        [{ words: 20, roles: 'system,user,assistant' }, 40],
        [{ words: 40, roles: 'system,user,assistant' }, 30],
      ],
      'Roles',
    ],
    [
      'other tools',
      [
        [{ words: 10, tools: 'search' }, 30],
        [{ words: 20 }, 40],
        [{ words: 40 }, 30],
      ],
      'Tools',
    ],
    [
      'other sources',
      [
        [{ words: 10, source: 'mail' }, 30],
        [{ words: 20, source: 'mail' }, 40],
        [{ words: 40, source: 'mail' }, 30],
      ],
      'Sources',
    ],
  ])('%s warn by name', (_, groups, named) => {
    const check = judgeShape(existing, tallyOf(groups));
    expect(check).toMatchObject({ name: 'shape', verdict: 'fail', severity: 'warn', count: 1 });
    expect(check.reason).toContain(`${named}: `);
  });

  test('too few, or nothing to compare with', () => {
    expect(judgeShape(existing, tallyOf([[{ words: 900 }, 5]]))).toMatchObject({ verdict: 'inconclusive', severity: 'warn' });
    expect(judgeShape(null, existing).verdict).toBe('pass');
    expect(judgeShape(existing, emptyTally()).verdict).toBe('inconclusive');
  });
});

describe('new kinds', () => {
  const existing = tallyOf([[{ label: 'refund', source: 'mail' }, 50]]);
  const same = tallyOf([[{ label: 'refund', source: 'mail' }, 5]]);
  const other = tallyOf([
    [{ label: 'gift', source: 'phone', task: 'tool-call' }, 1],
    [{ label: 'refund', source: 'mail' }, 99],
  ]);

  test('wait for a person with review, and warn otherwise', () => {
    expect(judgeNewKinds(existing, other, 'review')).toMatchObject({
      name: 'new-kinds',
      verdict: 'inconclusive',
      severity: 'block',
      count: 3,
    });
    expect(judgeNewKinds(existing, other, 'warn')).toMatchObject({ verdict: 'fail', severity: 'warn', count: 3 });
    expect(judgeNewKinds(existing, other, 'review').reason).toContain('label "gift"; source "phone"; kind of task "tool-call"');
    expect(judgeNewKinds(existing, other, 'review').samples.map(({ code, text }) => [code, text])).toEqual([
      ['new-label', 'gift (1 example)'],
      ['new-source', 'phone (1 example)'],
      ['new-task', 'tool-call (1 example)'],
    ]);
  });

  test('nothing new passes, and so does a first version', () => {
    expect(judgeNewKinds(existing, same, 'review').verdict).toBe('pass');
    expect(judgeNewKinds(null, other, 'review').verdict).toBe('pass');
    expect(judgeNewKinds(emptyTally(), other, 'review').verdict).toBe('pass');
  });

  test('no label and no source are no kinds', () => {
    expect(judgeNewKinds(existing, tallyOf([[{}, 10]]), 'review').verdict).toBe('pass');
  });

  test('sources are not judged against a version that did not store them', () => {
    const old = tallyOf([[{ label: 'refund', shape: '' }, 50]]);
    expect(judgeNewKinds(old, same, 'review').verdict).toBe('pass');
  });

  test('labels are not judged against a set with too many to know', () => {
    const many = tallyOf([[{ label: 'refund' }, 50]]);
    many.beyond.labels = 4;
    const check = judgeNewKinds(many, tallyOf([[{ label: 'gift' }, 10]]), 'review');
    expect(check.verdict).toBe('pass');
    expect(check.reason).toContain('labels were not judged');
  });
});
