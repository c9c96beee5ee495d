/** Follows one run to its end, showing what changes. */

import { setTimeout as sleep } from 'node:timers/promises';
import { NoWorkerError } from '../../../client/answers.js';
import type { Releases } from '../../../client/releases.js';
import type { RunResult, RunState } from '../../../workflows/contract.js';
import { waitFor } from '../wait.js';
import type { Detail, Screen } from './screen.js';

export interface Following {
  readonly releases: Releases;
  readonly model: string;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

/** Fast enough to show a step of seconds. */
const pollMilliseconds = 200;

/** A worker that is too busy to answer, or is being started again, does not end the demo: it is asked again, for some minutes. */
export async function patiently<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  const { answer } = await waitFor({ what: 'a worker to answer', timeoutMilliseconds: 300_000, signal }, async () => {
    try {
      return { answer: await ask() };
    } catch (error) {
      if (error instanceof NoWorkerError) return undefined;
      throw error;
    }
  });
  return answer;
}

/** The next run of the model that the entity admits after `known` decisions. */
export async function nextRunId(following: Following, known: number): Promise<string> {
  const { releases, model, signal } = following;
  return waitFor({ what: `a run of ${model} to be admitted`, timeoutMilliseconds: 120_000, signal }, async () => {
    const decision = (await patiently(signal, () => releases.state(model)))?.decisions[known];
    if (decision === undefined) return undefined;
    if (decision.runId === null) throw new Error(`the trigger was not admitted: ${decision.reason}`);
    return decision.runId;
  });
}

export async function follow(following: Following, runId: string): Promise<RunResult> {
  const { releases, model, screen, signal } = following;
  for (;;) {
    signal.throwIfAborted();
    const state = await patiently(signal, () => releases.runState(model, runId));
    if (state !== undefined) {
      screen.run(state, await trainingDetail(following, runId, state));
      if (state.stage === 'ended') return releases.runResult(model, runId);
    }
    await sleep(pollMilliseconds, undefined, { signal });
  }
}

/** A line for each fifth of the way: more would bury the rest. */
const trainingLines = 5;

async function trainingDetail(following: Following, runId: string, state: RunState): Promise<Detail | null> {
  if (state.stage !== 'train') return null;
  const progress = await following.releases.trainingProgress(following.model, runId);
  if (progress === undefined || progress.maxSteps === null) return null;
  const loss = progress.loss === null ? '' : `, loss ${progress.loss.toFixed(3)}`;
  const part = Math.floor((progress.step / progress.maxSteps) * trainingLines);
  return { key: `train ${part}`, text: `step ${progress.step}/${progress.maxSteps}${loss}` };
}
