/**
 * Builds datasets in threads of their own: comparing millions of examples is minutes of computation without a pause, in which this
 * process could tell Temporal of no work at all, and would count as dead.
 */

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ActivityDependencies } from '../activities/dependencies.js';
import type { BuiltDataset } from '../dataset/stage/request.js';
import type { Progress } from '../dataset/stage/progress.js';
import type { S3Settings } from '../platform/s3-settings.js';

type BuildDataset = ActivityDependencies['buildDataset'];

export interface ThreadQuestion {
  readonly request: Parameters<BuildDataset>[0];
  readonly s3: S3Settings;
}

export type ThreadSays =
  | { readonly said: 'progress'; readonly progress: Progress }
  | { readonly said: 'built'; readonly built: BuiltDataset }
  | { readonly said: 'failed'; readonly failure: Failure };

interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: Failure;
}

/** `s3` is how sources in S3 are read. */
export function threadedBuild(s3: S3Settings): BuildDataset {
  return async (request, { signal, onProgress }) => {
    signal.throwIfAborted();
    const thread = startThread({ request, s3 });
    let stop: (() => void) | undefined;
    try {
      return await new Promise<BuiltDataset>((resolve, reject) => {
        stop = () => reject(signal.reason as Error);
        signal.addEventListener('abort', stop);
        thread.on('message', (message: ThreadSays) => {
          if (message.said === 'progress') onProgress(message.progress);
          else if (message.said === 'built') resolve(message.built);
          else reject(errorOf(message.failure));
        });
        thread.on('error', reject);
        thread.on('exit', (code) => reject(new Error(`the thread that builds the dataset ended with ${code} and without a word`)));
      });
    } finally {
      if (stop !== undefined) signal.removeEventListener('abort', stop);
      // In the middle of whatever it does, as a killed process: the next build goes on from what it has finished.
      await thread.terminate();
    }
  };
}

/** Of short-lived objects, a few kilobytes a line: with more room a fifth of the garbage collector's work goes. */
const resourceLimits = { maxYoungGenerationSizeMb: 64 };

function startThread(workerData: ThreadQuestion): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('dataset-thread.js', import.meta.url), { workerData, resourceLimits });
  // From a checkout the thread is TypeScript as well. A loader that is given by --import does not reach threads.
  const tsx = dirname(createRequire(import.meta.url).resolve('tsx/package.json'));
  const loader = pathToFileURL(join(tsx, 'dist', 'esm', 'api', 'index.mjs')).href;
  const file = new URL('dataset-thread.ts', import.meta.url).href;
  const script = `import(${JSON.stringify(loader)}).then(({ register }) => (register(), import(${JSON.stringify(file)})))`;
  return new Worker(script, { eval: true, workerData, resourceLimits });
}

/** By its name, whoever asked knows what it is. */
function errorOf({ message, cause, ...rest }: Failure): Error {
  return Object.assign(new Error(message, cause === undefined ? {} : { cause: errorOf(cause) }), rest);
}
