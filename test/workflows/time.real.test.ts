/** Time that nobody looked at never promotes: the workflow acts a day late, as after a jump of the clock. In skipped time, with the gateway's own lease. */

import { describe, expect, it, vi } from 'vitest';
import type { VerdictOutcome } from '../../domain/verdict.js';
import { patience, useReleases } from '../support/releases.js';
import { aWorld } from '../support/scripted.js';
import { aResolvedSpec, bothMonitors } from '../support/specs.js';
import { passTime } from '../support/temporal.js';

const { temporal, model, admitted } = useReleases();

/** Away from full hours, at which the entity's own timer fires. */
const unit = 47 * 60_000;
const day = 31 * unit;

/** A look each unit: 2 at 5 %, 1 at 25 %, 4 of watch. The lease lasts three. */
const shortRelease = aResolvedSpec({
  release: {
    monitors: bothMonitors,
    strategy: {
      kind: 'canary',
      lookEvery: '47m',
      steps: [{ weightPercent: 5, hold: '94m' }, { weightPercent: 25, hold: '47m' }, { weightPercent: 100 }],
    },
    watch: { for: '188m', every: [{ until: '188m', interval: '47m' }] },
  },
});

type Late = { readonly at: number } | { readonly onLook: number };

/** What happens in a release, each with its time in units since the run began, when its workflow acts a day late: on a timer, or on the result of a look. */
async function aDayLate(late: Late, look: (number: number) => VerdictOutcome): Promise<string[]> {
  await temporal().restartWorkflowWorker({ cached: false });
  const now = (): Promise<number> => temporal().environment.currentTimeMs();
  const world = aWorld({ resolved: shortRelease, now, look });
  const from = await now();
  const events: string[] = [];
  const note = async (event: string): Promise<void> => void events.push(`${Math.floor(((await now()) - from) / unit)}: ${event}`);
  let looks = 0;
  let isLate = false;
  temporal().play({
    ...world.activities,
    async setTraffic(change) {
      const done = await world.activities.setTraffic(change);
      if (world.traffic.at(-1) === change) await note(change.arms.map((arm) => arm.weightPercent).join('/'));
      return done;
    },
    async judgeLook(question) {
      looks += 1;
      await note(`look ${looks}`);
      const judged = await world.activities.judgeLook(question);
      if ('onLook' in late && looks === late.onLook) await vi.waitUntil(() => isLate, patience);
      return judged;
    },
  });
  const runId = await admitted();
  const slept = temporal().environment.sleep(('at' in late ? late.at : late.onLook) * unit);
  await ('at' in late ? slept : vi.waitUntil(() => looks === late.onLook, patience));
  const away = async (): Promise<void> => {
    isLate = true;
    await slept;
    await passTime(temporal(), day);
  };
  await temporal().restartWorkflowWorker({ cached: true, away });
  expect((await temporal().releases.runResult(model(), runId)).outcome).toBe('released');
  return events;
}

const passing = (_look: number): VerdictOutcome => 'pass';
const fromLook =
  (first: number) =>
  (look: number): VerdictOutcome =>
    look < first ? 'inconclusive' : 'pass';

describe('a release that is a day late', () => {
  it.each<{
    readonly where: string;
    readonly late: Late;
    readonly look?: typeof passing;
    readonly weights: readonly string[];
    readonly looks: number;
  }>([
    { where: 'in a canary hold', late: { at: 1.5 }, weights: ['0: 95/5', '33: 75/25', '34: 98/2', '38: 100'], looks: 7 },
    {
      where: 'with the last look of a hold',
      late: { onLook: 2 },
      weights: ['0: 95/5', '35: 75/25', '36: 98/2', '40: 100'],
      looks: 8,
    },
    {
      where: 'in an extended hold',
      late: { at: 2.5 },
      look: fromLook(4),
      weights: ['0: 95/5', '35: 75/25', '36: 98/2', '40: 100'],
      looks: 9,
    },
    { where: 'in the watch', late: { at: 4.5 }, weights: ['0: 95/5', '2: 75/25', '3: 98/2', '38: 100'], looks: 8 },
  ])('promotes on watched time only: $where', async ({ late, look = passing, weights, looks }) => {
    const events = await aDayLate(late, look);
    const looked = events.filter((event) => event.includes('look'));
    expect(events.filter((event) => !looked.includes(event))).toEqual(weights);
    expect(looked).toHaveLength(looks);
  });
});
