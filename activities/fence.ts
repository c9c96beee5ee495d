/** A fencing token for work that may outlive its timeout: only the latest attempt may publish, and only one execution of it. */

import { z } from 'zod';
import type { ObjectStore } from '../platform/ports.js';
import { permanent, transient } from './failure.js';

export interface Fence {
  readonly store: ObjectStore;
  /** Names one Temporal run: a reset workflow counts its attempts from 1 again. */
  readonly key: string;
  /** Rises with each retry. */
  readonly attempt: number;
  /** Random, of this execution alone: a task that was handed out twice has one attempt number. */
  readonly token: string;
}

const holder = z.strictObject({ attempt: z.int().positive(), token: z.string().min(1) });

type Holder = z.output<typeof holder>;

/**
 * Makes this execution the holder. Throws Superseded, for good, when a later attempt already is, and DuplicateAttempt, to be retried,
 * when another execution of the same attempt is: which of the two Temporal listens to is unknown here, and the next attempt settles it.
 */
export async function takeFence({ store, key, attempt, token }: Fence): Promise<void> {
  for (;;) {
    const current = await store.read(key);
    const held = current === undefined ? undefined : holderIn(current.body);
    if (held !== undefined && held.attempt > attempt) {
      throw permanent('Superseded', `attempt ${attempt} was overtaken by attempt ${held.attempt}`);
    }
    if (held !== undefined && held.attempt === attempt) {
      if (held.token === token) return;
      throw transient('DuplicateAttempt', `attempt ${attempt} is already at work elsewhere; the next attempt takes over from both`);
    }
    const taken = await store.swap(key, current?.etag ?? null, JSON.stringify({ attempt, token } satisfies Holder));
    if (taken !== undefined) return;
  }
}

export async function holdsFence({ store, key, attempt, token }: Fence): Promise<boolean> {
  const current = await store.read(key);
  if (current === undefined) return false;
  const held = holderIn(current.body);
  return held.attempt === attempt && held.token === token;
}

function holderIn(body: Buffer): Holder {
  return holder.parse(JSON.parse(body.toString('utf8')));
}
