/** What tests of the release workflows share: one skipping server a file, a model of its own for each test, and ways to ask. */

import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import type { Activities } from '../../activities/interface.js';
import type { Trigger } from '../../domain/run-state.js';
import { releaseWorkflowId, type Answer, type RunResult } from '../../workflows/contract.js';
import { aWorld, type Script, type World } from './scripted.js';
import { aResolvedSpec, bothMonitors } from './specs.js';
import { startSkippingTemporal, type SkippingTemporal } from './temporal.js';

export const hour = 3_600_000;

/** For what happens in real time: a message on its way, an activity in flight. */
export const patience = { timeout: 14_000, interval: 20 };

export const judged = aResolvedSpec({ release: { monitors: bothMonitors } });

/**
 * Nearly the same hours with 9 looks instead of 122, for tests that are not about the cadence: 2 and 4 in the canary, 3 in the watch.
 * None is near a full hour: this server loses the entity's task when a message comes just as its hourly timer fires.
 */
export const fewLooks = {
  monitors: bothMonitors,
  strategy: {
    kind: 'canary',
    lookEvery: '47m',
    steps: [{ weightPercent: 5, hold: '94m' }, { weightPercent: 25, hold: '188m' }, { weightPercent: 100 }],
  },
  watch: { for: '1410m', every: [{ until: '1410m', interval: '470m' }] },
};
export const judgedSeldom = aResolvedSpec({ release: fewLooks });

export interface ReleaseHarness {
  /** The server; there from `beforeAll` on. */
  temporal(): SkippingTemporal;
  /** The model of the test that runs. */
  model(): string;
  ask(fingerprint: string): Promise<Answer>;
  /** Asks for a run that must be admitted; its id. */
  admitted(): Promise<string>;
  /** Plays the script and waits for the end of one run. */
  aRun(script: Script): Promise<{ result: RunResult; world: World }>;
}

/** Call once at the top of a test file. */
export function useReleases(): ReleaseHarness {
  let started: SkippingTemporal | undefined;
  let tests = 0;
  const temporal = (): SkippingTemporal => {
    if (started === undefined) throw new Error('the server is started in beforeAll');
    return started;
  };
  const model = (): string => `model-${tests}`;
  beforeAll(async () => {
    started = await startSkippingTemporal(Object.keys(aWorld({ resolved: judged }).activities) as (keyof Activities)[]);
  });
  beforeEach(() => void (tests += 1));
  // An entity never ends by itself, and its hourly checks would slow down every later test. Terminating one stops this server from skipping time.
  afterEach(async () => {
    const entity = temporal().environment.client.workflow.getHandle(releaseWorkflowId(model()));
    await entity.cancel();
    // Waiting for its result would let the time skip: by years, when nothing else is left.
    await vi.waitUntil(async () => (await entity.describe()).status.name !== 'RUNNING', patience);
  });
  afterAll(() => started?.close());
  const ask = (fingerprint: string): Promise<Answer> =>
    temporal().releases.requestRun(model(), { trigger: aTrigger(fingerprint), ignoreCooldown: false });
  const admitted = async (): Promise<string> => {
    const answer = await ask('first');
    if (!answer.admitted) throw new Error(answer.reason);
    return answer.runId;
  };
  const aRun = async (script: Script): Promise<{ result: RunResult; world: World }> => {
    const world = aWorld(script);
    temporal().play(world.activities);
    return { result: await temporal().releases.runResult(model(), await admitted()), world };
  };
  return { temporal, model, ask, admitted, aRun };
}

function aTrigger(fingerprint: string): Trigger {
  return { kind: 'alert', source: 'test', fingerprint, observed: 'accuracy fell', at: '2026-11-21T00:00:00Z' };
}
