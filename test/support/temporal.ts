/** Workflow code on the time-skipping server: the real bundle, real timers in skipped time, and scripted activities typed as the real ones. */

import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import { temporal as proto } from '@temporalio/proto';
import type { Activities } from '../../activities/interface.js';
import { createReleases, type Releases } from '../../client/releases.js';
import { layoutOf } from '../../setup/layout.js';
import { bundleFromSources } from '../../workers/bundle.js';
import { queues, searchAttributeNames } from '../../workflows/contract.js';

export interface SkippingTemporal {
  readonly environment: TestWorkflowEnvironment;
  readonly releases: Releases;
  /** What the world answers from now on. Workers stay: starting them for each test would cost a second each. */
  play(activities: Activities): void;
  close(): Promise<void>;
}

let bundle: Promise<WorkflowBundle> | undefined;

/** Bundled once a process: it costs seconds. */
export function sharedBundle(): Promise<WorkflowBundle> {
  bundle ??= bundleFromSources();
  return bundle;
}

/** Once a process, before the first worker or replay: the SDK's own lines would bury the results. */
export function quietRuntime(): void {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } } });
}

export async function startSkippingTemporal(activityNames: readonly (keyof Activities)[]): Promise<SkippingTemporal> {
  quietRuntime();
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: layoutOf().testServer } },
  });
  const keyword = proto.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
  await environment.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(searchAttributeNames.map((name) => [name, keyword])),
  });
  let current: Activities | undefined;
  const perform = (name: keyof Activities) => (argument: never) => {
    if (current === undefined) throw new Error('no world is played');
    const activity: (argument: never) => Promise<unknown> = current[name];
    return activity(argument);
  };
  const activities = Object.fromEntries(activityNames.map((name) => [name, perform(name)]));
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
  return {
    environment,
    releases: createReleases(environment.client),
    play: (activities) => void (current = activities),
    async close() {
      for (const worker of workers) worker.shutdown();
      await running;
      await environment.teardown();
    },
  };
}
