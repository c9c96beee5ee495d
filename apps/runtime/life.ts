/** One life of an inference process: fetched, started, ready, ended. What comes after it is the keeper's business. */

import type { WantedModel } from '../../platform/ports.js';
import { InferenceEnded, type InferenceProcess } from './inference-process.js';
import { reasonOf } from './model-failure.js';
import type { ModelFiles } from './model-files.js';

export interface LifeHost {
  readonly files: ModelFiles;
  start(wanted: WantedModel, ggufPath: string): Promise<InferenceProcess>;
}

export interface LifeEvents {
  started(pid: number): void;
  ready(address: string): void;
}

export interface Life {
  /** Why it ended. */
  readonly reason: string;
  /** 0 when it never became ready. */
  readonly servedMilliseconds: number;
  /** Somebody ended it: the model itself may be well. */
  readonly fromOutside: boolean;
}

/** Resolves when nothing of it runs any more; an abort ends it. Rejects never. */
export async function live(wanted: WantedModel, host: LifeHost & { readonly signal: AbortSignal }, events: LifeEvents): Promise<Life> {
  const { files, signal } = host;
  let child: InferenceProcess | undefined;
  let readyAt: number | undefined;
  let reason: string;
  let fromOutside = false;
  try {
    const ggufPath = await unlessAborted(files.obtain(wanted), signal);
    child = await host.start(wanted, ggufPath);
    events.started(child.pid);
    const address = await unlessAborted(child.ready, signal);
    readyAt = performance.now();
    events.ready(address);
    throw await unlessAborted(child.ended, signal);
  } catch (error) {
    reason = reasonOf(error);
    fromOutside = error instanceof InferenceEnded && error.fromOutside;
  }
  const servedMilliseconds = readyAt === undefined ? 0 : performance.now() - readyAt;
  try {
    await child?.stop();
    // Its record is cleared then; a supervisor that has closed must not write any more.
    await child?.ended;
  } catch (error) {
    reason = `${reason}; ${reasonOf(error)}`;
  }
  return { reason, servedMilliseconds, fromOutside };
}

/** Lets go of the work at an abort: a fetch of gigabytes must not hold up a stop. It ends by itself and clears its file away. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let letGo = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    letGo = () => reject(new Error('it was told to stop'));
    signal.addEventListener('abort', letGo, { once: true });
    if (signal.aborted) letGo();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', letGo);
  }
}
