/** The thread that builds one dataset: what `build-dataset.ts` starts, hears of and ends. */

import { parentPort, workerData } from 'node:worker_threads';
import { buildDataset } from '../dataset/stage/build.js';
import { openSources } from '../platform/open-sources.js';
import type { ThreadQuestion, ThreadSays } from './build-dataset.js';

const { request, s3 } = workerData as ThreadQuestion;
const say = (message: ThreadSays): void => parentPort?.postMessage(message);

try {
  const onProgress = (progress: Extract<ThreadSays, { said: 'progress' }>['progress']): void => say({ said: 'progress', progress });
  say({ said: 'built', built: await buildDataset({ ...request, remote: openSources(s3), onProgress }) });
} catch (error) {
  say({ said: 'failed', failure: plain(error) });
}

/** Between threads an error keeps its message alone. */
function plain(error: unknown): Extract<ThreadSays, { said: 'failed' }>['failure'] {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack, cause } = error;
  return {
    // What the system says of a path: whether a disk is full, and which one.
    ...(JSON.parse(JSON.stringify(error)) as object),
    name,
    message,
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined ? {} : { cause: plain(cause) }),
  };
}
