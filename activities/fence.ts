/** A fencing token for work that may outlive its timeout: only the latest attempt may publish. */

import type { ObjectStore } from '../platform/ports.js';
import { permanent } from './failure.js';

export interface Fence {
  readonly store: ObjectStore;
  readonly key: string;
  /** Rises with each retry. */
  readonly attempt: number;
}

/** Makes this attempt the holder. Throws Superseded when a later one already is. */
export async function takeFence(fence: Fence): Promise<void> {
  for (;;) {
    const current = await fence.store.read(fence.key);
    const holder = current === undefined ? 0 : Number(current.body.toString('utf8'));
    if (holder === fence.attempt) return;
    if (holder > fence.attempt) throw permanent('Superseded', `attempt ${fence.attempt} was overtaken by attempt ${holder}`);
    const taken = await fence.store.swap(fence.key, current?.etag ?? null, String(fence.attempt));
    if (taken !== undefined) return;
  }
}

export async function holdsFence(fence: Fence): Promise<boolean> {
  const current = await fence.store.read(fence.key);
  return current !== undefined && Number(current.body.toString('utf8')) === fence.attempt;
}
