/** Waits until a supervisor has a model ready. Separate because every runtime kind has to. */

import { setTimeout as delay } from 'node:timers/promises';
import { failureTypes, type FailureType } from '../../domain/failure-types.js';
import { ArtifactInvalidError } from '../../gguf/artifact-invalid.js';
import type { RunningModel, RuntimeControl } from '../../platform/ports.js';
import { patiently } from './patiently.js';

export interface ReadyModel extends RunningModel {
  readonly state: 'ready';
  readonly address: string;
}

export interface Patience {
  readonly timeoutMilliseconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** Its name is its failure type. Another attempt may find the cause gone: the supervisor goes on trying as well. */
export class ModelNotServedError extends Error {
  override readonly name: FailureType;

  constructor(type: FailureType, message: string) {
    super(message);
    this.name = type;
  }
}

// A small model is ready in a tenth of a second.
const pollMilliseconds = 100;

/**
 * Throws as soon as the supervisor says `failed`, though it goes on trying slowly: the next stage attempt finds what became of it.
 * An ArtifactInvalidError means that no attempt can succeed with these bytes.
 */
export async function waitReady(control: RuntimeControl, modelRef: string, { timeoutMilliseconds, signal }: Patience): Promise<ReadyModel> {
  const deadline = performance.now() + timeoutMilliseconds;
  for (;;) {
    const model = await patiently(() => control.get(modelRef), signal);
    if (model === undefined)
      throw notServed('RuntimeFailed', `${modelRef} is no longer wanted by the runtime: somebody removed it while it was awaited`);
    if (model.state === 'failed') throw failureOf(model);
    if (model.state === 'ready' && model.address !== null) return { ...model, state: 'ready', address: model.address };
    if (performance.now() >= deadline)
      throw notServed(
        'RuntimeFailed',
        `${modelRef} was not ready within ${timeoutMilliseconds} ms; last error: ${model.lastError ?? 'none'}`,
      );
    await delay(pollMilliseconds, undefined, signal === undefined ? {} : { signal });
  }
}

/** Supervisors lead what they know of a failure with its type, as in `DiskFull: expected room …`. */
function failureOf({ modelRef, lastError }: RunningModel): Error {
  const reason = lastError ?? 'no reason given';
  const type = failureTypes.find((known) => reason.startsWith(`${known}: `)) ?? 'RuntimeFailed';
  return notServed(type, `${modelRef} does not start: ${reason.replace(`${type}: `, '')}`);
}

function notServed(type: FailureType, message: string): Error {
  return type === 'ArtifactInvalid' ? new ArtifactInvalidError(message) : new ModelNotServedError(type, message);
}
