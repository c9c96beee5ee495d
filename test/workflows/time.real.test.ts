/** Time that nobody looked at never promotes: the workflow acts a day late, as after a jump of the clock. In skipped time, with the gateway's own lease. */

import { describe, expect, it, vi } from 'vitest';
import type { VerdictOutcome } from '../../domain/verdict.js';
import { hour, patience, useReleases } from '../support/releases.js';
import { aWorld } from '../support/scripted.js';
import { aResolvedSpec, bothMonitors } from '../support/specs.js';
import { passTime } from '../support/temporal.js';

const { temporal, model, admitted } = useReleases();

/** A look each hour: 2 h at 5 %, 1 h at 25 %, 4 h of watch. The lease lasts three hours. */
const hourly = aResolvedSpec({
  release: {
    monitors: bothMonitors,
    strategy: {
      kind: 'canary',
      lookEvery: '1h',
      steps: [{ weightPercent: 5, hold: '2h' }, { weightPercent: 25, hold: '1h' }, { weightPercent: 100 }],
    },
    watch: { for: '4h', every: [{ until: '4h', interval: '1h' }] },
  },
});

type Late = { readonly atHour: number } | { readonly onLook: number };

/** What happens in a release, each with its hour since the run began, when its workflow acts a day late: on a timer, or on the result of a look. */
async function aDayLate(late: Late, look: (number: number) => VerdictOutcome): Promise<string[]> {
  await temporal().restartWorkflowWorker({ cached: false });
  const now = (): Promise<number> => temporal().environment.currentTimeMs();
  const world = aWorld({ resolved: hourly, now, look });
  const from = await now();
  const events: string[] = [];
  const note = async (event: string): Promise<void> => void events.push(`${Math.floor(((await now()) - from) / hour)} h: ${event}`);
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
  const slept = temporal().environment.sleep(('atHour' in late ? late.atHour : late.onLook) * hour);
  await ('atHour' in late ? slept : vi.waitUntil(() => looks === late.onLook, patience));
  const away = async (): Promise<void> => {
    isLate = true;
    await slept;
    await passTime(temporal(), 24 * hour);
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
    { where: 'in a canary hold', late: { atHour: 1.5 }, weights: ['0 h: 95/5', '26 h: 75/25', '27 h: 98/2', '31 h: 100'], looks: 7 },
    {
      where: 'with the last look of a hold',
      late: { onLook: 2 },
      weights: ['0 h: 95/5', '28 h: 75/25', '29 h: 98/2', '33 h: 100'],
      looks: 8,
    },
    {
      where: 'in an extended hold',
      late: { atHour: 2.5 },
      look: fromLook(4),
      weights: ['0 h: 95/5', '28 h: 75/25', '29 h: 98/2', '33 h: 100'],
      looks: 9,
    },
    { where: 'in the watch', late: { atHour: 4.5 }, weights: ['0 h: 95/5', '2 h: 75/25', '3 h: 98/2', '31 h: 100'], looks: 8 },
  ])('promotes on watched time only: $where', async ({ late, look = passing, weights, looks }) => {
    const events = await aDayLate(late, look);
    const looked = events.filter((event) => event.includes('look'));
    expect(events.filter((event) => !looked.includes(event))).toEqual(weights);
    expect(looked).toHaveLength(looks);
  });
});
