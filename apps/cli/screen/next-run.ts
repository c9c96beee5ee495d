/** Waits for the next run of a model to begin, as seldom as nobody minds. */

import { setTimeout as sleep } from 'node:timers/promises';
import { NoWorkerError } from '../../../client/answers.js';
import type { Releases, ReleaseState } from '../../../client/releases.js';
import { beginningOf, type Beginning } from './observe-run.js';

const pollMilliseconds = 2_000;

/** Also one that has ended meanwhile. */
export async function nextRun(
  releases: Releases,
  { model, before }: { readonly model: string; readonly before: ReleaseState | undefined },
): Promise<{ readonly runId: string; readonly beginning: Beginning }> {
  const known = new Set(runsOf(before));
  for (;;) {
    const release = await stateOf(releases, model);
    const runId = runsOf(release).find((each) => !known.has(each));
    if (runId !== undefined) return { runId, beginning: beginningOf(release, runId) };
    await sleep(pollMilliseconds);
  }
}

function runsOf(release: ReleaseState | undefined): string[] {
  return release?.decisions.flatMap(({ runId }) => (runId === null ? [] : [runId])) ?? [];
}

/** Without a worker nothing begins; one may come. */
async function stateOf(releases: Releases, model: string): Promise<ReleaseState | undefined> {
  try {
    return await releases.state(model);
  } catch (error) {
    if (error instanceof NoWorkerError) return undefined;
    throw error;
  }
}
