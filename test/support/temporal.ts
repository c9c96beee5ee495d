/** Workflow code on the time-skipping server: the real bundle, real timers in skipped time, and scripted activities typed as the real ones. */

import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { temporal as proto } from '@temporalio/proto';
import type { Activities } from '../../activities/interface.js';
import { createReleases, type Releases } from '../../client/releases.js';
import { layoutOf } from '../../setup/layout.js';
import { bundleFromSources } from '../../workers/bundle.js';
import { queues, searchAttributeNames } from '../../workflows/contract.js';

export interface SkippingTemporal {
  readonly environment: TestWorkflowEnvironment;
  readonly releases: Releases;
  /** Runs workers with these activities on every queue while `test` runs. */
  during<T>(activities: Activities, test: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

let bundle: Promise<WorkflowBundle> | undefined;

/** Bundled once a process: it costs seconds. */
export function sharedBundle(): Promise<WorkflowBundle> {
  bundle ??= bundleFromSources();
  return bundle;
}

export async function startSkippingTemporal(): Promise<SkippingTemporal> {
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: layoutOf().testServer } },
  });
  const keyword = proto.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
  await environment.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(searchAttributeNames.map((name) => [name, keyword])),
  });
  return {
    environment,
    releases: createReleases(environment.client),
    during: (activities, test) => withWorkers(environment, activities, test),
    close: () => environment.teardown(),
  };
}

async function withWorkers<T>(environment: TestWorkflowEnvironment, activities: Activities, test: () => Promise<T>): Promise<T> {
  const workflowBundle = await sharedBundle();
  const workers = await Promise.all(
    Object.values(queues).map((taskQueue) =>
      Worker.create({
        connection: environment.nativeConnection,
        taskQueue,
        activities,
        ...(taskQueue === queues.pipelines ? { workflowBundle } : {}),
      }),
    ),
  );
  const running = Promise.all(workers.map((worker) => worker.run()));
  try {
    return await test();
  } finally {
    for (const worker of workers) worker.shutdown();
    await running;
  }
}
