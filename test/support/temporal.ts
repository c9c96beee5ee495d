/** Workflow code on the time-skipping server: the real bundle, real timers in skipped time, and scripted activities typed as the real ones. */

import { setTimeout } from 'node:timers/promises';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, type WorkerOptions, type WorkflowBundle } from '@temporalio/worker';
import proto from '@temporalio/proto';
import type { Activities } from '../../activities/interface.js';
import { createReleases, type Releases } from '../../client/releases.js';
import { layoutOf } from '../../setup/layout.js';
import { bundleFromSources } from '../../workers/bundle.js';
import { queues, searchAttributeNames, type QueueName } from '../../workflows/contract.js';

export interface SkippingTemporal {
  readonly environment: TestWorkflowEnvironment;
  readonly releases: Releases;
  /** What the world answers from now on. Workers stay: starting them for each test would cost a second each. */
  play(activities: Activities): void;
  /**
   * Stops the worker that runs workflows, and starts another when `away` is over. This server never gives what waits for a cached
   * workflow to another worker: before a restart in the middle of a workflow its worker must not cache, which is slow.
   */
  restartWorkflowWorker(options: { readonly cached: boolean; readonly away?: () => Promise<void> }): Promise<void>;
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
  const keyword = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
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
  const startWorker = async (taskQueue: string, options: Partial<WorkerOptions> = {}): Promise<RunningWorker> => {
    const worker = await Worker.create({
      connection: environment.nativeConnection,
      taskQueue,
      activities,
      // Cancellation is delivered on heartbeats, and those of a test come fast.
      maxHeartbeatThrottleInterval: '100ms',
      ...(taskQueue === queues.pipelines ? { workflowBundle } : {}),
      ...options,
    });
    return { worker, ended: worker.run() };
  };
  const running = new Map(await Promise.all(Object.values(queues).map(async (queue) => [queue, await startWorker(queue)] as const)));
  const stop = async (queue: QueueName): Promise<void> => {
    running.get(queue)?.worker.shutdown();
    await running.get(queue)?.ended;
  };
  return {
    environment,
    releases: createReleases(environment.client),
    play: (activities) => void (current = activities),
    async restartWorkflowWorker({ cached, away }) {
      await stop(queues.pipelines);
      await away?.();
      running.set(queues.pipelines, await startWorker(queues.pipelines, cached ? {} : { maxCachedWorkflows: 0 }));
    },
    async close() {
      await Promise.all(Object.values(queues).map(stop));
      await environment.teardown();
    },
  };
}

/** Throws when today's code would not do again what this workflow did. */
export async function replayed({ environment }: SkippingTemporal, workflowId: string): Promise<void> {
  const history = await environment.client.workflow.getHandle(workflowId).fetchHistory();
  await Worker.runReplayHistory({ workflowBundle: await sharedBundle() }, history, workflowId);
}

/** Lets the server's time pass although work waits for a worker, which holds time back on this server. */
export async function passTime({ environment }: SkippingTemporal, milliseconds: number): Promise<void> {
  const { testService } = environment.connection;
  if (testService === undefined) throw new Error('expected a connection to the time-skipping server');
  let isOver = false;
  let unlocked = 0;
  const slept = environment.sleep(milliseconds).then(() => void (isOver = true));
  for (let before = 0; !isOver; await setTimeout(50)) {
    const now = await environment.currentTimeMs();
    const isHeldBack = now - before < 1000;
    before = now;
    if (!isHeldBack) continue;
    await testService.unlockTimeSkipping({});
    unlocked += 1;
  }
  await slept;
  for (; unlocked > 0; unlocked -= 1) await testService.lockTimeSkipping({});
}

interface RunningWorker {
  readonly worker: Worker;
  readonly ended: Promise<void>;
}
