/** Shows a run to whoever waits for it, until it ends or they leave. */

import type { Releases, RunResult } from '../../../client/releases.js';
import { withReleases } from '../context.js';
import type { Output } from '../output.js';
import { stopSignal } from '../role.js';
import { followRun, type Following } from './follow-run.js';
import { exitCodeAfter } from './outcome.js';
import type { View } from './view.js';

/** As a shell says it of a program that Ctrl-C has ended. */
export const exitCodeOfInterrupt = 130;

export type WatchRun = (question: Omit<Following, 'releases' | 'view' | 'signal'>) => Promise<RunResult>;

/** Opens the way to Temporal. What is in its way is told by the view once there is one. */
export async function withWatching(
  output: Output,
  open: (output: Output) => View,
  use: (releases: Releases, watchRun: WatchRun) => Promise<void>,
): Promise<void> {
  let view: View | null = null;
  const told: Output = { ...output, progress: (text) => (view === null ? output.progress(text) : view.note(text)) };
  await withReleases(told, (releases) =>
    use(releases, async (question) => {
      view = open(output);
      const result = await followRun({ ...question, releases, view, signal: leaveSignal() }).finally(() => (view = null));
      if (result === null) leave(output, question);
      process.exitCode = exitCodeAfter(result.outcome);
      return result;
    }),
  );
}

/** By Ctrl-C, or by closing the pipe that the lines go to. */
export function leaveSignal(): AbortSignal {
  const closed = new AbortController();
  process.stdout.once('error', () => closed.abort());
  return AbortSignal.any([stopSignal(), closed.signal]);
}

/** At once: what the server is still being asked would keep the program for a minute, and for longer where the server is away. */
function leave(output: Output, { model, runId }: { readonly model: string; readonly runId: string }): never {
  output.progress(`${runId} goes on; look again with: slipway watch ${model}`);
  process.exit(exitCodeOfInterrupt);
}
