/** Waiting for a condition of the outside, with a deadline that has a name. */

import { setTimeout as sleep } from 'node:timers/promises';

export interface Wait {
  /** What is waited for, for the error: `the gateway to answer`. */
  readonly what: string;
  readonly timeoutMilliseconds: number;
  readonly signal?: AbortSignal;
  /** Where to look when it does not come. */
  readonly hint?: string;
}

const pollMilliseconds = 100;

/** Asks until the answer is not undefined. Throws at the deadline, and at once when aborted. */
export async function waitFor<T>(wait: Wait, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + wait.timeoutMilliseconds;
  for (;;) {
    wait.signal?.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) {
      throw new Error(`waited ${wait.timeoutMilliseconds / 1000} s for ${wait.what}${wait.hint === undefined ? '' : `; ${wait.hint}`}`);
    }
    await sleep(pollMilliseconds, undefined, wait.signal === undefined ? {} : { signal: wait.signal });
  }
}

export async function answersHttp(url: string): Promise<true | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return response.ok ? true : undefined;
  } catch {
    // Not listening yet is the usual case while a process starts.
    return undefined;
  }
}
