/** Follows one run to its end, whoever is away meanwhile: the server is waited for, and a worker that is silent is asked again. */

import { setTimeout as sleep } from 'node:timers/promises';
import { NoWorkerError } from '../../../client/answers.js';
import type { RunResult } from '../../../client/releases.js';
import { readRun } from '../../../registry/runs.js';
import { ExplainedError } from '../../../domain/explained-error.js';
import { observeRun, type Observation, type Observer, type RunQuestion } from './observe-run.js';
import { reportHint } from './outcome.js';
import type { Ending, View } from './view.js';

export interface Following extends RunQuestion {
  /** Rejects where the run failed. */
  readonly end: Promise<RunResult>;
  readonly view: View;
  /** Ends the watching and not the run. */
  readonly signal: AbortSignal;
}

const pollMilliseconds = 1_000;
/** Where nothing is to come for a while: a watch of a day must not cost a worker a query a second. */
const calmMilliseconds = 5_000;
const calmAheadMilliseconds = 60_000;

/** The server waits for half a minute before it says that no worker answers. */
const slowMilliseconds = 5_000;

type Over = { readonly result: RunResult } | { readonly error: unknown };

/** Null when the watching was ended before the run. Throws where the run failed. */
export async function followRun(following: Following): Promise<RunResult | null> {
  const { store, model, runId, view, signal } = following;
  const observer = observeRun(following);
  const stop = new AbortController();
  const ended = following.end.then<Over, Over>(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  let ending: Ending | null = null;
  try {
    const over = await Promise.race([ended, aborted(signal, stop.signal), show(following, observer, stop.signal)]);
    stop.abort();
    if (over === null) return null;
    // A run that failed has left its record first, where its store is in reach.
    const record = 'result' in over ? over.result : await readRun(store, model, runId);
    if (record === undefined) throw 'error' in over ? over.error : new Error(`run ${runId} has ended without a result`);
    ending = { last: await observer.end(record), record };
    if (record.outcome === 'failed') throw failureOf(record);
    return record;
  } finally {
    stop.abort();
    view.end(ending);
  }
}

/** Ends by itself where the run is over and only its alert is still to be delivered, which may take a day. */
async function show(following: Following, observer: Observer, stop: AbortSignal): Promise<Over> {
  const { view } = following;
  const note = (text: string): void => {
    if (!stop.aborted) view.note(text);
  };
  for (;;) {
    const slow = setTimeout(() => note('no answer yet: a worker gives it; is one running? (slipway up)'), slowMilliseconds).unref();
    const { seen, record } = await look(following, observer)
      .catch((error: unknown): Look => {
        if (!(error instanceof NoWorkerError)) throw error;
        note(error.message);
        return {};
      })
      .finally(() => clearTimeout(slow));
    stop.throwIfAborted();
    if (record !== undefined) return { result: record };
    if (seen !== undefined) view.show(seen);
    await sleep(pauseAfter(seen), undefined, { signal: stop });
  }
}

interface Look {
  readonly seen?: Observation | undefined;
  /** Of a run that has ended, once the model's entity has heard of it: the next run may be asked for then. */
  readonly record?: RunResult | undefined;
}

async function look({ releases, store, model, runId }: Following, observer: Observer): Promise<Look> {
  const seen = await observer.now();
  if (seen?.facts.state.stage !== 'ended') return { seen };
  const release = await releases.state(model);
  return release?.activeRun?.runId === runId ? { seen } : { seen, record: await readRun(store, model, runId) };
}

function failureOf({ model, runId, reason }: RunResult): ExplainedError {
  return new ExplainedError({ what: `run ${runId} of ${model} failed`, why: reason, next: reportHint({ model, runId }) });
}

function pauseAfter(seen: Observation | undefined): number {
  const next = seen?.facts.nextTimer ?? null;
  return next !== null && Date.parse(next.at) - Date.now() > calmAheadMilliseconds ? calmMilliseconds : pollMilliseconds;
}

async function aborted(signal: AbortSignal, stop: AbortSignal): Promise<null> {
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true, signal: stop }));
  }
  return null;
}
