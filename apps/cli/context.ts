/** What commands that ask Temporal need: the way to it, patience with it, and who asks. What lies on this machine is in `local.ts`. */

import { userInfo } from 'node:os';
import type { Releases } from '../../client/releases.js';
import type { Output } from './output.js';

const slowMilliseconds = 5_000;

/** Throws UnreachableError at once where no server answers, and after ten minutes where one has gone away. */
export async function withReleases<T>(output: Output, use: (releases: Releases) => Promise<T>): Promise<T> {
  const { connectAndUse } = await import('./temporal.js');
  return connectAndUse(output, use);
}

/** Says after some seconds why nothing comes: the server has the question, and a worker answers it. */
export async function patiently<T>(output: Output, ask: Promise<T>): Promise<T> {
  const timer = setTimeout(() => output.progress('no answer yet: a worker gives it; is one running? (slipway up)'), slowMilliseconds);
  try {
    return await ask;
  } finally {
    clearTimeout(timer);
  }
}

/** Who asked, for the audit: `cli:anna`. */
export function identity(): string {
  return `cli:${userInfo().username}`;
}
