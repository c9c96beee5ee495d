/** Runs workers for some task queues in this process, until told to stop. */

import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { storePlaceOf, type Environment } from '../configs/env.js';
import { connect, UnreachableError } from '../client/connection.js';
import { describeClosedRun } from '../client/releases.js';
import { queues, taskQueueOf } from '../workflows/contract.js';
import type { Logger } from '../platform/logger.js';
import { openObjectStore } from '../platform/open-store.js';
import { workflowBundle } from './bundle.js';
import { composeActivities } from './compose.js';
import { readWorkerKeys } from './keys.js';
import { createWorkerMetrics } from './metrics.js';
import { sdkLogger } from './sdk-logger.js';
import { sweepScratch } from './sweep-scratch.js';
import { optionsOf } from './worker-options.js';

/** Longer than a server takes to come up; then whoever keeps this process should know that something is wrong. */
const startPatienceMilliseconds = 10 * 60_000;
const retryMilliseconds = 1_000;

export interface WorkerProcess {
  /** Without the client's prefix, which the environment adds. */
  readonly queues: readonly string[];
  /** Activities at once on each heavy queue; left out, as many as the kind of queue is usually given. */
  readonly concurrency?: number;
  readonly environment: Environment;
  readonly logger: Logger;
  readonly python: string;
  readonly converterDir: string;
}

/** Resolves when every worker has stopped (SIGINT and SIGTERM are handled by the SDK). */
export async function runWorkers(process_: WorkerProcess): Promise<void> {
  const { environment, logger } = process_;
  Runtime.install({ logger: sdkLogger(logger), telemetryOptions: { logging: { forward: {}, filter: 'WARN' } } });
  // First: a store that cannot keep what is made is told before anything is made.
  const store = await openObjectStore(storePlaceOf(environment));
  const keys = await readWorkerKeys(environment);
  await sweep(environment, logger);
  await untilTemporalAnswers(logger);
  const configured = loadClientConnectConfig();
  const connection = await NativeConnection.connect(configured.connectionOptions);
  const namespace = configured.namespace ?? 'default';
  const metrics = createWorkerMetrics();
  const workers: Worker[] = [];
  const polls = (): boolean => workers.length > 0 && workers.every((worker) => worker.getState() === 'RUNNING');
  const server = await metrics.listen(environment.SLIPWAY_METRICS_PORT, polls);
  try {
    const client = new Client({ connection, namespace });
    const activities = composeActivities({
      ...process_,
      store,
      keys,
      metrics: metrics.run,
      describeWorkflow: (workflowId) => describeClosedRun(client, workflowId),
    });
    const created = await Promise.all(
      process_.queues.map(async (queue) =>
        Worker.create({
          connection,
          namespace,
          taskQueue: taskQueueOf(environment.SLIPWAY_CLIENT, queue),
          activities,
          ...(await workflowsOf(queue, environment)),
          ...optionsOf(queue, process_.concurrency),
        }),
      ),
    );
    workers.push(...created);
    logger.info({ client: environment.SLIPWAY_CLIENT, queues: process_.queues, metrics: server.url }, 'workers are ready');
    await runTogether(workers);
  } finally {
    await server.close();
    // After a failed start some workers still hold it; what failed is what should be read.
    await connection.close().catch((error: unknown) => logger.warn({ err: error }, 'the connection to Temporal did not close'));
  }
}

/** After a power cut everything starts at once, and the server last: a worker waits for it instead of ending. */
async function untilTemporalAnswers(logger: Logger): Promise<void> {
  const deadline = performance.now() + startPatienceMilliseconds;
  for (;;) {
    try {
      const client = await connect();
      await client.connection.close();
      return;
    } catch (error) {
      if (!(error instanceof UnreachableError) || performance.now() > deadline) throw error;
      logger.warn({ err: error }, 'Temporal does not answer; trying again');
      await delay(retryMilliseconds);
    }
  }
}

/** When one ends, all do: a process that serves half of its queues looks alive, and nobody would start it again. */
async function runTogether(workers: readonly Worker[]): Promise<void> {
  const runs = workers.map(async (worker) => {
    try {
      await worker.run();
    } finally {
      for (const other of workers) if (other.getState() === 'RUNNING') other.shutdown();
    }
  });
  const failed = (await Promise.allSettled(runs)).find((run) => run.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Old files must not keep a worker from working. */
async function sweep({ SLIPWAY_SCRATCH }: Environment, logger: Logger): Promise<void> {
  try {
    const removed = await sweepScratch(resolve(SLIPWAY_SCRATCH), new Date());
    if (removed.length > 0) logger.info({ removed }, 'removed what old runs had left');
  } catch (error) {
    logger.warn({ err: error }, 'could not remove what old runs have left');
  }
}

/** Workflows live on one queue; GPU and serving hosts only perform. */
async function workflowsOf(queue: string, { SLIPWAY_BUILD_ID, SLIPWAY_CLIENT }: Environment): Promise<Partial<WorkerOptions>> {
  if (queue !== queues.pipelines) return {};
  const versioning: Partial<WorkerOptions> =
    SLIPWAY_BUILD_ID === undefined
      ? {}
      : {
          workerDeploymentOptions: {
            // Of its own for each client: which build is current must not be decided for all of them by one.
            version: { deploymentName: SLIPWAY_CLIENT === undefined ? 'slipway' : `slipway-${SLIPWAY_CLIENT}`, buildId: SLIPWAY_BUILD_ID },
            useWorkerVersioning: true,
            defaultVersioningBehavior: 'PINNED',
          },
        };
  return { workflowBundle: await workflowBundle(), ...versioning };
}
