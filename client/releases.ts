/** The only code that starts, signals or updates workflows. The CLI, the API and users' programs import it. */

import { setTimeout as sleep } from 'node:timers/promises';
import { WithStartWorkflowOperation, type Client, type WorkflowHandle } from '@temporalio/client';
import { clientOf } from '../domain/model-version.js';
import type { RunOutcome, Trigger } from '../domain/run-state.js';
import { fromWorker, orUndefined, withCause } from './answers.js';
import { requestCancel } from './cancel.js';
import { createImports, type Imports } from './imports.js';
import { nextTimer, type NextTimer } from './next-timer.js';
import { createOpenWorkReader, type OpenWorkReader } from './open-work.js';
import { pendingActivity, type TrainingHeartbeat } from './pending.js';
import { createReproductions, type Reproductions } from './reproductions.js';
import { modelAttribute } from './search-attributes.js';
import {
  approve,
  pause,
  queues,
  regressionDetected,
  reject,
  release,
  releaseWorkflowId,
  requestRollback,
  requestRun,
  resume,
  rollbackWorkflowId,
  rolloutWorkflowId,
  run,
  runWorkflowId,
  taskQueueOf,
  triggered,
  workflowTypes,
  type Answer,
  type ApprovalAnswer,
  type RegressionDetected,
  type ReleaseState,
  type RollbackReport,
  type RollbackRequest,
  type RunRequest,
  type RunResult,
  type RunState,
} from '../workflows/contract.js';
import type { modelRelease } from '../workflows/model-release.js';
import type { pipelineRun } from '../workflows/pipeline-run.js';
import type { rollback } from '../workflows/rollback.js';

export type { TrainingHeartbeat } from './pending.js';
export type { ReleaseState, RollbackReport, RunResult, RunState } from '../workflows/contract.js';

export interface Releases extends Reproductions, OpenWorkReader, Imports {
  /** Stored by the server even with every worker down; the entity decides later. */
  trigger(model: string, trigger: Trigger): Promise<void>;
  requestRun(model: string, request: RunRequest): Promise<Answer>;
  requestRollback(model: string, request: RollbackRequest): Promise<Answer>;
  reportRegression(model: string, event: RegressionDetected): Promise<void>;
  pause(model: string): Promise<void>;
  resume(model: string): Promise<void>;
  answerApproval(question: {
    readonly model: string;
    readonly runId: string;
    readonly approved: boolean;
    readonly answer: ApprovalAnswer;
  }): Promise<void>;
  /** Whether the model has an entity; the server knows it without a worker. */
  isKnown(model: string): Promise<boolean>;
  /** Undefined when the model has no entity yet. This and `runState` need a worker, and throw NoWorkerError without one. */
  state(model: string): Promise<ReleaseState | undefined>;
  runState(model: string, runId: string): Promise<RunState | undefined>;
  /** How the run ended, 'running', or 'unknown' when Temporal has no such run or has forgotten it. Needs no worker. */
  runStatus(model: string, runId: string): Promise<RunOutcome | 'running' | 'unknown'>;
  /** Waits for the run's end. A run that ended `failed` throws with its reason. */
  runResult(model: string, runId: string): Promise<RunResult>;
  /** Waits for the rollback's end, and first for its beginning: a rollout in progress starts it a moment after it was admitted. */
  rollbackReport(model: string, rollbackId: string): Promise<RollbackReport>;
  /** Asks for the end; the run's result tells when it came. False when it has ended already. The reason stays in its history. */
  cancelRun(model: string, runId: string, reason?: string): Promise<boolean>;
  /** From the heartbeats of the training in progress; undefined when none is. */
  trainingProgress(model: string, runId: string): Promise<TrainingHeartbeat | undefined>;
  /** When a run in progress goes on by itself: its next look, or the end of the wait for an approval. Needs no worker. */
  nextTimer(model: string, runId: string, stage: RunState['stage']): Promise<NextTimer | undefined>;
}

export function createReleases(client: Client): Releases {
  const entity = (model: string): WorkflowHandle<typeof modelRelease> => client.workflow.getHandle(releaseWorkflowId(model));
  const runHandle = (model: string, runId: string): WorkflowHandle<typeof pipelineRun> =>
    client.workflow.getHandle(runWorkflowId(model, runId));
  return {
    ...createReproductions(client),
    ...createImports(client),
    ...createOpenWorkReader(client),
    async trigger(model, trigger) {
      const options = { ...entityOptions(model), signal: triggered, signalArgs: [trigger] as [Trigger] };
      await client.workflow.signalWithStart<typeof modelRelease, [Trigger]>(workflowTypes.modelRelease, options);
    },
    requestRun: (model, request) => updateEntity(client, model, { definition: requestRun, args: [request] }),
    requestRollback: (model, request) => updateEntity(client, model, { definition: requestRollback, args: [request] }),
    reportRegression: (model, event) => entity(model).signal(regressionDetected, event),
    pause: async (model) => void (await updateEntity(client, model, { definition: pause, args: [] })),
    resume: async (model) => void (await updateEntity(client, model, { definition: resume, args: [] })),
    answerApproval: ({ model, runId, approved, answer }) =>
      withCause(`run ${runId}`, () => runHandle(model, runId).executeUpdate(approved ? approve : reject, { args: [answer] })),
    isKnown: async (model) => (await orUndefined(() => entity(model).describe())) !== undefined,
    state: (model) => orUndefined(() => fromWorker(() => entity(model).query(release))),
    runState: (model, runId) => orUndefined(() => fromWorker(() => runHandle(model, runId).query(run))),
    runStatus: (model, runId) => describeClosedRun(client, runWorkflowId(model, runId)),
    runResult: (model, runId) => withCause(`run ${runId}`, () => runHandle(model, runId).result()),
    rollbackReport: (model, rollbackId) =>
      withCause(`rollback ${rollbackId}`, async () => {
        const handle = client.workflow.getHandle<typeof rollback>(rollbackWorkflowId(model, rollbackId));
        await untilStarted(handle);
        return handle.result();
      }),
    cancelRun: (model, runId, reason = '') => requestCancel(client, runWorkflowId(model, runId), reason),
    trainingProgress: async (model, runId) => (await pendingActivity(client, runWorkflowId(model, runId)))?.training,
    nextTimer(model, runId, stage) {
      // The looks of a release are its rollout's.
      const workflowId = stage === 'canary' || stage === 'watch' ? rolloutWorkflowId : runWorkflowId;
      return orUndefined(() => nextTimer(client, workflowId(model, runId)));
    },
  };
}

/** How a workflow that has closed ended, in the design's words. */
export async function describeClosedRun(client: Client, workflowId: string): Promise<RunOutcome | 'running' | 'unknown'> {
  const handle = client.workflow.getHandle<typeof pipelineRun>(workflowId);
  const description = await orUndefined(() => handle.describe());
  if (description === undefined) return 'unknown';
  switch (description.status.name) {
    case 'RUNNING':
      return 'running';
    case 'COMPLETED':
      return (await handle.result()).outcome;
    case 'CANCELLED':
    case 'TERMINATED':
      return 'cancelled';
    default:
      return 'failed';
  }
}

interface UpdateCall<Result, Args extends unknown[]> {
  readonly definition: ReturnType<typeof import('@temporalio/workflow').defineUpdate<Result, Args>>;
  readonly args: Args;
}

async function updateEntity<Result, Args extends unknown[]>(
  client: Client,
  model: string,
  call: UpdateCall<Result, Args>,
): Promise<Result> {
  const startWorkflowOperation = new WithStartWorkflowOperation<typeof modelRelease>(workflowTypes.modelRelease, {
    ...entityOptions(model),
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  return client.workflow.executeUpdateWithStart(call.definition, { startWorkflowOperation, args: call.args });
}

function entityOptions(model: string): {
  workflowId: string;
  taskQueue: string;
  args: [{ model: string }];
  staticSummary: string;
  typedSearchAttributes: { key: typeof modelAttribute; value: string }[];
} {
  return {
    workflowId: releaseWorkflowId(model),
    // Children go where their parent went, and activities to queues of the same client.
    taskQueue: taskQueueOf(clientOf(model), queues.pipelines),
    args: [{ model }],
    staticSummary: `${model}: triggers, runs and rollbacks`,
    typedSearchAttributes: [{ key: modelAttribute, value: model }],
  };
}

/** A rollout that is busy with an earlier rollback starts the next one after it: minutes. */
const startMilliseconds = 300_000;
const pollMilliseconds = 500;

async function untilStarted(handle: WorkflowHandle): Promise<void> {
  const begun = performance.now();
  while ((await orUndefined(() => handle.describe())) === undefined) {
    if (performance.now() - begun > startMilliseconds)
      throw new Error(`it was admitted and has not started in ${startMilliseconds / 1000} s`);
    await sleep(pollMilliseconds);
  }
}
