import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextRolloutAction, plannedLooks, type PhaseState, type RolloutPlan } from '../../domain/rollout-plan.js';
import type { VerdictOutcome } from '../../domain/verdict.js';
import { planOf } from '../../workflows/plan.js';
import { aResolvedSpec, bothMonitors } from '../support/specs.js';

const minute = 60_000;
const hour = 60 * minute;

/** What a file that names no more than its monitors is released by. */
const usual = planOf(aResolvedSpec({ release: { monitors: bothMonitors } }).spec, false);
const inStep = (step: number, elapsedMilliseconds: number, lastLook: VerdictOutcome | null): PhaseState => ({
  phase: { name: 'canary', step },
  elapsedMilliseconds,
  lastLook,
});
const inWatch = (elapsedMilliseconds: number, lastLook: VerdictOutcome | null): PhaseState => ({
  phase: { name: 'watch' },
  elapsedMilliseconds,
  lastLook,
});
const looksAfter = (minutes: number, extended = false): object => ({ kind: 'look', afterMilliseconds: minutes * minute, extended });

describe('the next action of the default plan', () => {
  it.each([
    ['begins a step with a look after the interval', inStep(0, 0, null), looksAfter(5)],
    ['goes on looking after a pass', inStep(0, hour, 'pass'), looksAfter(5)],
    ['shortens the last look to the end of the hold', inStep(0, 2 * hour - minute, 'pass'), looksAfter(1)],
    ['advances at the end of a hold that passed', inStep(0, 2 * hour, 'pass'), { kind: 'advance', proven: true }],
    ['holds longer while evidence is short', inStep(0, 2 * hour, 'inconclusive'), looksAfter(5, true)],
    ['advances as soon as an extended hold passes', inStep(0, 2 * hour + 5 * minute, 'pass'), { kind: 'advance', proven: true }],
    ['holds the second step by its own length', inStep(1, 2 * hour, 'pass'), looksAfter(5)],
    ['rolls back at the first failed look', inStep(0, 5 * minute, 'fail'), { kind: 'rollBack', reason: 'a look failed' }],
    ['rolls back a fail at the end of the hold', inStep(1, 4 * hour, 'fail'), { kind: 'rollBack', reason: 'a look failed' }],
    [
      'gives up at twice the hold',
      inStep(0, 4 * hour, 'inconclusive'),
      { kind: 'rollBack', reason: 'too little evidence after 2 times the planned hold' },
    ],
    ['looks every 5 min in the first hour of the watch', inWatch(0, null), looksAfter(5)],
    ['every 15 min up to the sixth', inWatch(hour, 'inconclusive'), looksAfter(15)],
    ['every hour after that', inWatch(6 * hour, 'pass'), looksAfter(60)],
    ['ends a watch that passed', inWatch(24 * hour, 'pass'), { kind: 'advance', proven: true }],
    ['ends an undecided watch unproven, without extension', inWatch(24 * hour, 'inconclusive'), { kind: 'advance', proven: false }],
    ['rolls back in the last look of the watch', inWatch(24 * hour, 'fail'), { kind: 'rollBack', reason: 'a look failed' }],
    ['never promotes from a step that the plan does not have', inStep(7, 1_000 * hour, 'pass'), looksAfter(5)],
  ])('%s', (_, state, action) => {
    expect(nextRolloutAction(usual, state)).toEqual(action);
  });

  it('promotes an undecided candidate only where the file says so, and calls it unproven', () => {
    const promoting: RolloutPlan = { ...usual, onInconclusive: 'promote' };
    expect(nextRolloutAction(promoting, inStep(0, 2 * hour, 'inconclusive'))).toEqual(looksAfter(5, true));
    expect(nextRolloutAction(promoting, inStep(0, 4 * hour, 'inconclusive'))).toEqual({ kind: 'advance', proven: false });
  });

  it('lets time alone promote where nothing judges, and calls it unproven', () => {
    const unjudged: RolloutPlan = { ...usual, judged: false };
    expect(nextRolloutAction(unjudged, inStep(0, 2 * hour, 'inconclusive'))).toEqual({ kind: 'advance', proven: false });
    expect(nextRolloutAction(unjudged, inWatch(24 * hour, 'pass'))).toEqual({ kind: 'advance', proven: false });
  });
});

describe('the looks of the default plan', () => {
  it('are 24 and 48 in the canary and 50 in the watch while all is well', () => {
    const { phases } = walk(usual, () => 'pass');
    expect(phases.map((phase) => phase.looks.length)).toEqual([24, 48, 50]);
  });

  it('are planned for the longest canary, so that the judge shares its budget over all of them', () => {
    expect(plannedLooks(usual, 'canary')).toBe(144);
    expect(plannedLooks(usual, 'watch')).toBe(50);
  });

  it('are planned step by step where holds are no multiple of the interval', () => {
    const uneven: RolloutPlan = {
      ...usual,
      steps: [1, 2, 3].map((weightPercent) => ({ weightPercent, holdMilliseconds: 6 * minute })),
      maxHoldFactor: 1,
    };
    expect(walk(uneven, () => 'pass').phases.map((phase) => phase.looks.length)).toEqual([2, 2, 2, 50]);
    expect(plannedLooks(uneven, 'canary')).toBe(6);
  });

  it('are planned for the whole watch, also past the last interval that the file names', () => {
    const short: RolloutPlan = {
      ...usual,
      watch: { forMilliseconds: 24 * hour, every: [{ untilMilliseconds: hour, intervalMilliseconds: 15 * minute }] },
    };
    expect(plannedLooks(short, 'watch')).toBe(4 + 23 * 12);
  });

  it('are at least one, so that a budget can be shared', () => {
    const empty: RolloutPlan = { ...usual, steps: [], watch: { forMilliseconds: 0, every: [] } };
    expect(plannedLooks(empty, 'canary')).toBe(1);
    expect(plannedLooks(empty, 'watch')).toBe(1);
  });
});

describe('laws of the ramp', () => {
  const outcomes = fc.infiniteStream(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant<VerdictOutcome>('pass') },
      { weight: 6, arbitrary: fc.constant<VerdictOutcome>('inconclusive') },
      { weight: 1, arbitrary: fc.constant<VerdictOutcome>('fail') },
    ),
  );
  const walked = fc.tuple(aPlan(), outcomes).map(([plan, stream]) => ({ plan, ...walk(plan, () => stream.next().value ?? 'fail') }));

  it('always ends, never looks past the longest hold, and never looks more often than was planned for', () => {
    fc.assert(
      fc.property(walked, ({ plan, phases }) => {
        const count = { canary: 0, watch: 0 };
        for (const { phase, planned, looks } of phases) {
          const longest = phase.name === 'canary' ? planned * Math.max(1, plan.maxHoldFactor) : planned;
          for (const look of looks) {
            expect(look.atMilliseconds).toBeLessThanOrEqual(longest);
            expect(look.extended).toBe(look.atMilliseconds > planned);
          }
          count[phase.name] += looks.length;
        }
        expect(count.canary).toBeLessThanOrEqual(plannedLooks(plan, 'canary'));
        expect(count.watch).toBeLessThanOrEqual(plannedLooks(plan, 'watch'));
      }),
    );
  });

  it('rolls back at once on a fail, and shows nobody more of the candidate after it', () => {
    fc.assert(
      fc.property(walked, ({ phases, end }) => {
        const looks = phases.flatMap((phase) => phase.looks);
        const failed = looks.findIndex((look) => look.outcome === 'fail');
        if (failed === -1) return;
        expect(failed).toBe(looks.length - 1);
        expect(end).toEqual({ kind: 'rollBack', reason: 'a look failed' });
      }),
    );
  });

  it('leaves a canary step by a pass, or unproven by the policy after the longest hold, or where nothing judges', () => {
    fc.assert(
      fc.property(walked, ({ plan, phases }) => {
        for (const { phase, planned, looks, action } of phases) {
          if (action.kind !== 'advance') continue;
          const last = looks.at(-1);
          expect(action.proven).toBe(plan.judged && last?.outcome === 'pass');
          if (action.proven || !plan.judged || phase.name === 'watch') continue;
          expect(plan.onInconclusive).toBe('promote');
          expect(last?.atMilliseconds ?? 0).toBe(planned * Math.max(1, plan.maxHoldFactor));
        }
      }),
    );
  });

  it('goes through the phases in order and ends released only after the watch', () => {
    fc.assert(
      fc.property(walked, ({ plan, phases, end }) => {
        const names = [...plan.steps.map((_, step) => ({ name: 'canary', step })), { name: 'watch' }];
        expect(phases.map((phase) => phase.phase)).toEqual(names.slice(0, phases.length));
        expect(end.kind === 'rollBack' || phases.length === names.length).toBe(true);
      }),
    );
  });
});

interface WalkedPhase {
  readonly phase: PhaseState['phase'];
  readonly planned: number;
  readonly looks: readonly { readonly atMilliseconds: number; readonly extended: boolean; readonly outcome: VerdictOutcome }[];
  readonly action: End;
}

type End = Exclude<ReturnType<typeof nextRolloutAction>, { kind: 'look' }>;

/** What `workflows/rollout.ts` does with the plan, with looks that take no time. */
function walk(plan: RolloutPlan, look: () => VerdictOutcome): { readonly phases: readonly WalkedPhase[]; readonly end: End } {
  const phases: WalkedPhase[] = [];
  const steps = plan.steps.map((step, index) => [{ name: 'canary', step: index } as const, step.holdMilliseconds] as const);
  let end: End = { kind: 'rollBack', reason: 'nothing was walked' };
  for (const [phase, planned] of [...steps, [{ name: 'watch' } as const, plan.watch.forMilliseconds] as const]) {
    const walked = walkPhase(plan, phase, look);
    phases.push({ phase, planned, ...walked });
    end = walked.action;
    if (end.kind === 'rollBack') break;
  }
  return { phases, end };
}

/** More looks in one phase than any plan here can have: the ramp would not end. */
const endless = 10_000;

function walkPhase(plan: RolloutPlan, phase: PhaseState['phase'], look: () => VerdictOutcome): Pick<WalkedPhase, 'looks' | 'action'> {
  const looks: { atMilliseconds: number; extended: boolean; outcome: VerdictOutcome }[] = [];
  let elapsedMilliseconds = 0;
  while (looks.length < endless) {
    const action = nextRolloutAction(plan, { phase, elapsedMilliseconds, lastLook: looks.at(-1)?.outcome ?? null });
    if (action.kind !== 'look') return { looks, action };
    expect(action.afterMilliseconds).toBeGreaterThan(0);
    elapsedMilliseconds += action.afterMilliseconds;
    looks.push({ atMilliseconds: elapsedMilliseconds, extended: action.extended, outcome: look() });
  }
  throw new Error(`expected the ramp to end, it looked ${endless} times`);
}

/** Any plan that the spec's schema lets through, in small whole numbers; factors in quarters, which floating point holds exactly. */
function aPlan(): fc.Arbitrary<RolloutPlan> {
  const intervals = fc
    .uniqueArray(fc.integer({ min: 1, max: 250 }), { maxLength: 4 })
    .chain((ends) =>
      fc
        .array(fc.integer({ min: 1, max: 50 }), { minLength: ends.length, maxLength: ends.length })
        .map((every) => ends.map((untilMilliseconds, index) => ({ untilMilliseconds, intervalMilliseconds: every[index] ?? 1 }))),
    );
  return fc.record({
    steps: fc
      .array(fc.nat({ max: 100 }), { maxLength: 4 })
      .map((holds) => holds.map((holdMilliseconds, index) => ({ weightPercent: 5 * (index + 1), holdMilliseconds }))),
    lookEveryMilliseconds: fc.integer({ min: 1, max: 30 }),
    maxHoldFactor: fc.integer({ min: 1, max: 12 }).map((quarters) => quarters / 4),
    onInconclusive: fc.constantFrom('rollBack' as const, 'promote' as const),
    watch: fc.record({ forMilliseconds: fc.nat({ max: 300 }), every: intervals }),
    judged: fc.boolean(),
  });
}
