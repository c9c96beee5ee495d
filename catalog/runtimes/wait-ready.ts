/** Waits until a supervisor has a model ready. Separate because every runtime kind has to. */

import { setTimeout as delay } from 'node:timers/promises';
import type { RunningModel, RuntimeControl } from '../../platform/ports.js';

export interface ReadyModel extends RunningModel {
  readonly state: 'ready';
  readonly address: string;
}

export interface Patience {
  readonly timeoutMilliseconds: number;
  readonly signal?: AbortSignal | undefined;
}

// A small model is ready in a tenth of a second.
const pollMilliseconds = 100;

/** Throws as soon as the supervisor says `failed`, though it goes on trying slowly: the next stage attempt finds what became of it. */
export async function waitReady(control: RuntimeControl, modelRef: string, { timeoutMilliseconds, signal }: Patience): Promise<ReadyModel> {
  const deadline = performance.now() + timeoutMilliseconds;
  for (;;) {
    const model = await control.get(modelRef);
    if (model === undefined) throw new Error(`${modelRef} is no longer wanted by the runtime: somebody removed it while it was awaited`);
    if (model.state === 'failed') throw new Error(`${modelRef} does not start: ${model.lastError ?? 'no reason given'}`);
    if (model.state === 'ready' && model.address !== null) return { ...model, state: 'ready', address: model.address };
    if (performance.now() >= deadline)
      throw new Error(`${modelRef} was not ready within ${timeoutMilliseconds} ms; last error: ${model.lastError ?? 'none'}`);
    await delay(pollMilliseconds, undefined, signal === undefined ? {} : { signal });
  }
}
