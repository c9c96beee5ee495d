import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeRate, type ArmWindow, type RateQuestion } from '../../domain/judge.js';

const served = (errors: number, requests: number): ArmWindow => ({ requests, errors, checked: requests, invalid: 0 });

const asked = (question: Partial<RateQuestion>): RateQuestion => ({
  candidate: [served(2, 200)],
  control: [served(30, 3_000)],
  count: 'errors',
  minimumSamples: 100,
  plannedLooks: 72,
  alpha: 0.01,
  marginPercentPoints: 2,
  atMostPercent: 5,
  ...question,
});

describe('the judge with a control', () => {
  it.each([
    { name: 'as good as its control', candidate: served(2, 200), control: served(30, 3_000), verdict: 'pass' },
    { name: 'far worse, beyond doubt', candidate: served(40, 200), control: served(30, 3_000), verdict: 'fail' },
    { name: 'better', candidate: served(0, 200), control: served(300, 3_000), verdict: 'pass' },
    {
      name: 'certainly worse, yet within the margin',
      candidate: served(2_000, 100_000),
      control: served(10_000, 1_000_000),
      verdict: 'pass',
    },
    { name: 'as bad as its control: an outage of both', candidate: served(100, 200), control: served(1_500, 3_000), verdict: 'pass' },
    { name: 'too few samples', candidate: served(1, 99), control: served(30, 3_000), verdict: 'inconclusive' },
    { name: 'no samples', candidate: served(0, 0), control: served(30, 3_000), verdict: 'inconclusive' },
    { name: 'control expected, but not served', candidate: served(2, 200), control: served(0, 0), verdict: 'inconclusive' },
    { name: 'broken, but the control is too thin to show it', candidate: served(60, 120), control: served(0, 3), verdict: 'inconclusive' },
    { name: 'fine by the absolute limit beside a thin control', candidate: served(2, 120), control: served(0, 3), verdict: 'pass' },
  ])('$name: $verdict', ({ candidate, control, verdict }) => {
    expect(judgeRate(asked({ candidate: [candidate], control: [control] }))).toMatchObject({ verdict });
  });

  it('passes what is above the margin without evidence, flagged', () => {
    const verdict = judgeRate(asked({ candidate: [served(4, 100)], control: [served(10, 1_000)] }));
    expect(verdict).toMatchObject({ verdict: 'pass', flagged: true, limit: 2 });
    expect(verdict.observed).toBeCloseTo(3, 10);
    expect(verdict.reason).toContain('4 failed of 100 requests (4.0 %)');
  });

  it('ends a catastrophe after twenty requests, long before the minimum', () => {
    expect(judgeRate(asked({ candidate: [served(10, 20)] })).verdict).toBe('fail');
    expect(judgeRate(asked({ candidate: [served(10, 19)] })).verdict).toBe('inconclusive');
  });

  it('asks for ten times the evidence before the minimum', () => {
    const early = asked({ candidate: [served(5, 40)], control: [served(10, 1_000)], plannedLooks: 20 });
    expect(judgeRate(early).verdict).toBe('inconclusive');
    expect(judgeRate({ ...early, minimumSamples: 40 }).verdict).toBe('fail');
  });

  it('needs more evidence the more looks share the budget', () => {
    const question = asked({ candidate: [served(11, 200)], control: [served(30, 2_000)] });
    expect(judgeRate({ ...question, plannedLooks: 1 }).verdict).toBe('fail');
    expect(judgeRate({ ...question, plannedLooks: 1_000 })).toMatchObject({ verdict: 'pass', flagged: true });
  });

  it('counts invalid answers among the checked ones', () => {
    const garbled: ArmWindow = { requests: 200, errors: 0, checked: 150, invalid: 75 };
    const verdict = judgeRate(
      asked({ count: 'invalid', candidate: [garbled], control: [{ requests: 3_000, errors: 0, checked: 3_000, invalid: 20 }] }),
    );
    expect(verdict).toMatchObject({ verdict: 'fail', samples: 150 });
  });

  it('leaves windows aside in which the control was not served', () => {
    const verdict = judgeRate(asked({ candidate: [served(90, 90), served(1, 120)], control: [served(0, 0), served(10, 1_000)] }));
    expect(verdict).toMatchObject({ verdict: 'pass', samples: 120 });
  });

  it.each([
    [{ control: [served(0, 10), served(0, 10)] }],
    [{ plannedLooks: 0 }],
    [{ minimumSamples: 0 }],
    [{ candidate: [served(-1, 200)] }],
    [{ candidate: [served(201, 200)] }],
    [{ candidate: [served(Number.NaN, 200)] }],
  ])('throws for a question that cannot be: %#', (wrong) => {
    expect(() => judgeRate(asked(wrong))).toThrow(RangeError);
  });
});

describe('the judge without a control', () => {
  it.each([
    [served(2, 200), 'pass'],
    [served(60, 200), 'fail'],
    [served(15, 20), 'fail'],
    [served(1, 20), 'inconclusive'],
    [served(0, 0), 'inconclusive'],
  ] as const)('holds the absolute limit: %#', (candidate, verdict) => {
    expect(judgeRate(asked({ candidate: [candidate], control: [] })).verdict).toBe(verdict);
  });

  it('flags what is over the limit without evidence', () => {
    expect(judgeRate(asked({ candidate: [served(12, 200)], control: [] }))).toMatchObject({
      verdict: 'pass',
      flagged: true,
      observed: 6,
      limit: 5,
    });
  });

  it('has no opinion without a single window', () => {
    expect(judgeRate(asked({ candidate: [], control: [] }))).toMatchObject({ verdict: 'inconclusive', observed: null, samples: 0 });
  });
});

describe('laws of the judge', () => {
  const window = fc
    .tuple(fc.nat({ max: 300 }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([total, share]) => served(Math.floor(total * share), total));
  const worse = { pass: 0, inconclusive: 1, fail: 2 };

  it('never fails a candidate that is no worse than the margin, and never passes one without samples', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(window, window), { minLength: 1, maxLength: 4 }), (windows) => {
        const verdict = judgeRate(asked({ candidate: windows.map(([one]) => one), control: windows.map(([, other]) => other) }));
        expect(verdict.verdict === 'fail' && (verdict.observed ?? 0) <= 2).toBe(false);
        expect(verdict.verdict === 'pass' && verdict.samples < 100).toBe(false);
        expect(verdict.reason).toMatch(/\.$/);
      }),
    );
  });

  it('does not think better of a candidate for one more error', () => {
    fc.assert(
      fc.property(fc.nat({ max: 299 }), window, (errors, control) => {
        const now = judgeRate(asked({ candidate: [served(errors, 300)], control: [control] }));
        const then = judgeRate(asked({ candidate: [served(errors + 1, 300)], control: [control] }));
        expect(worse[then.verdict]).toBeGreaterThanOrEqual(worse[now.verdict]);
      }),
    );
  });

  it('gives the same verdict whatever the order of the windows', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(window, window), { minLength: 2, maxLength: 4 }), (windows) => {
        const judged = (pairs: typeof windows): string =>
          judgeRate(asked({ candidate: pairs.map(([one]) => one), control: pairs.map(([, other]) => other) })).verdict;
        expect(judged(windows.toReversed())).toBe(judged(windows));
      }),
    );
  });
});
