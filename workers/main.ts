/** Runs workers for some task queues in this process, until told to stop. */

import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Environment } from '../configs/env.js';
import { describeClosedRun } from '../client/releases.js';
import { queues } from '../workflows/contract.js';
import type { Logger } from '../platform/logger.js';
import { workflowBundle } from './bundle.js';
import { composeActivities } from './compose.js';
import { createWorkerMetrics } from './metrics.js';
import { optionsOf } from './worker-options.js';

export interface WorkerProcess {
  readonly queues: readonly string[];
  readonly environment: Environment;
  readonly logger: Logger;
  readonly python: string;
  readonly converterDir: string;
}

/** Resolves when every worker has stopped (SIGINT and SIGTERM are handled by the SDK). */
export async function runWorkers(process_: WorkerProcess): Promise<void> {
  const { environment, logger } = process_;
  Runtime.install({ logger: sdkLogger(logger), telemetryOptions: { logging: { forward: {}, filter: 'WARN' } } });
  const configured = loadClientConnectConfig();
  const connection = await NativeConnection.connect(configured.connectionOptions);
  const namespace = configured.namespace ?? 'default';
  const metrics = createWorkerMetrics();
  const server = await metrics.listen(environment.SLIPWAY_METRICS_PORT);
  try {
    const client = new Client({ connection, namespace });
    const activities = composeActivities({
      ...process_,
      metrics: metrics.run,
      describeWorkflow: (workflowId) => describeClosedRun(client, workflowId),
    });
    const workers = await Promise.all(
      process_.queues.map(async (taskQueue) =>
        Worker.create({
          connection,
          namespace,
          taskQueue,
          activities,
          ...(await workflowsOf(taskQueue, environment)),
          ...optionsOf(taskQueue),
        }),
      ),
    );
    logger.info({ queues: process_.queues, metrics: server.url }, 'workers are ready');
    await Promise.all(workers.map((worker) => worker.run()));
  } finally {
    await server.close();
    await connection.close();
  }
}

/** Workflows live on one queue; GPU and serving hosts only perform. */
async function workflowsOf(taskQueue: string, { SLIPWAY_BUILD_ID }: Environment): Promise<Partial<WorkerOptions>> {
  if (taskQueue !== queues.pipelines) return {};
  const versioning: Partial<WorkerOptions> =
    SLIPWAY_BUILD_ID === undefined
      ? {}
      : {
          workerDeploymentOptions: {
            version: { deploymentName: 'slipway', buildId: SLIPWAY_BUILD_ID },
            useWorkerVersioning: true,
            defaultVersioningBehavior: 'PINNED',
          },
        };
  return { workflowBundle: await workflowBundle(), ...versioning };
}

function sdkLogger(logger: Logger): NonNullable<Parameters<typeof Runtime.install>[0]['logger']> {
  const write = (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') => (message: string, meta?: object) =>
    logger[level](meta ?? {}, message);
  return {
    log: (level, message, meta) => logger[level.toLowerCase() as 'info'](meta ?? {}, message),
    trace: write('trace'),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}
