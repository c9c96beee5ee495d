import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { worseOf, worstOutcome, type Severity, type VerdictOutcome } from '../../domain/verdict.js';
import { aVerdict } from '../support/verdicts.js';

const outcome = fc.constantFrom<VerdictOutcome>('pass', 'inconclusive', 'fail');
const verdict = fc
  .record({ verdict: outcome, severity: fc.constantFrom<Severity>('block', 'warn') })
  .map((differing) => aVerdict(differing));
const blocking = outcome.map((each) => aVerdict({ verdict: each }));

describe('the worse of two outcomes', () => {
  it.each([
    ['pass', 'pass', 'pass'],
    ['pass', 'inconclusive', 'inconclusive'],
    ['pass', 'fail', 'fail'],
    ['inconclusive', 'fail', 'fail'],
  ] as const)('of %s and %s is %s', (left, right, worse) => {
    expect(worseOf(left, right)).toBe(worse);
  });

  it('is associative, commutative and idempotent, with pass as its neutral element', () => {
    fc.assert(
      fc.property(outcome, outcome, outcome, (a, b, c) => {
        expect(worseOf(a, worseOf(b, c))).toBe(worseOf(worseOf(a, b), c));
        expect(worseOf(a, b)).toBe(worseOf(b, a));
        expect(worseOf(a, a)).toBe(a);
        expect(worseOf('pass', a)).toBe(a);
      }),
    );
  });
});

describe('the worst outcome', () => {
  it.each([
    ['nothing', 'inconclusive', []],
    ['warnings alone, though they passed', 'inconclusive', [aVerdict({ severity: 'warn' })]],
    ['a pass beside a failed warning', 'pass', [aVerdict(), aVerdict({ severity: 'warn', verdict: 'fail' })]],
    ['a pass beside an inconclusive one', 'inconclusive', [aVerdict(), aVerdict({ verdict: 'inconclusive' })]],
    ['one fail among passes', 'fail', [aVerdict(), aVerdict({ verdict: 'fail' }), aVerdict()]],
    ['a flagged pass', 'pass', [aVerdict({ flagged: true })]],
  ] as const)('of %s is %s', (_, worst, verdicts) => {
    expect(worstOutcome(verdicts)).toBe(worst);
  });

  it('does not depend on the order of the verdicts', () => {
    const shuffled = fc.array(verdict).chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(worstOutcome(other)).toBe(worstOutcome(list));
      }),
    );
  });

  it('of two lists together is the worse of the two', () => {
    const some = fc.array(blocking, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(some, some, (left, right) => {
        expect(worstOutcome([...left, ...right])).toBe(worseOf(worstOutcome(left), worstOutcome(right)));
      }),
    );
  });

  it('passes exactly when something blocks and all that blocks has passed', () => {
    fc.assert(
      fc.property(fc.array(verdict), (list) => {
        const blocks = list.filter((each) => each.severity === 'block');
        expect(worstOutcome(list) === 'pass').toBe(blocks.length > 0 && blocks.every((each) => each.verdict === 'pass'));
      }),
    );
  });
});
