/** The activity `train` under a real Temporal server and a worker with the real options: what one attempt says last must reach the next. */

import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundle } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ProcessRunner } from '../../platform/ports.js';
import { layoutOf } from '../../setup/layout.js';
import { optionsOf } from '../../workers/worker-options.js';
import { missingParts } from '../support/golden.js';
import { quietRuntime } from '../support/temporal.js';
import { expectGone, until } from '../support/training.js';
import { aTraining, prepareScene, runnerOf, scratchOf, type Scene } from './harness.js';
import type { training } from './training-workflow.js';

describe.skipIf(missingParts !== undefined)(`training under a real server ${missingParts ?? ''}`, () => {
  let scene: Scene;
  let temporal: TestWorkflowEnvironment;
  let workflowBundle: WorkflowBundle;
  beforeAll(async () => {
    quietRuntime();
    scene = await prepareScene(await mkdtemp(join(tmpdir(), 'slipway-train-')));
    const executable = { type: 'existing-path', path: layoutOf().temporal } as const;
    temporal = await TestWorkflowEnvironment.createLocal({ server: { executable, log: { format: 'json', level: 'error' } } });
    workflowBundle = await bundleWorkflowCode({
      workflowsPath: join(import.meta.dirname, 'training-workflow.ts'),
      logger: new DefaultLogger('ERROR'),
    });
  });
  afterAll(async () => {
    await temporal.teardown();
    await rm(scene.folder, { recursive: true });
  });

  interface Running {
    readonly handle: WorkflowHandle<typeof training>;
    readonly pids: readonly number[];
    stopWorker(): Promise<void>;
  }

  async function aRun(runId: string, trainer: ProcessRunner): Promise<Running> {
    const pids: number[] = [];
    const processes: ProcessRunner = {
      ...trainer,
      async start(command) {
        const child = await trainer.start(command);
        pids.push(child.pid);
        return child;
      },
    };
    const { train, question } = aTraining(scene, { runId, processes });
    const connection = temporal.nativeConnection;
    const worker = await Worker.create({
      ...optionsOf('gpu'),
      // The rest of a worker's patience is for what others do at its end.
      shutdownGraceTime: '100ms',
      connection,
      taskQueue: runId,
      workflowBundle,
      activities: { train },
    });
    const stopped = worker.run();
    const stopWorker = async (): Promise<void> => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await stopped;
    };
    onTestFinished(stopWorker);
    const handle = await temporal.client.workflow.start<typeof training>('training', {
      workflowId: runId,
      taskQueue: runId,
      args: [question],
    });
    return { handle, pids, stopWorker };
  }

  it('gives up a recipe at the fifth crash without a new checkpoint, however many attempts are left', async () => {
    const { handle, pids } = await aRun('ft-crashing', runnerOf('false'));
    await expect(handle.result()).rejects.toMatchObject({
      cause: {
        cause: { type: 'TrainerCrashed', message: expect.stringContaining('5 trainers crashed or hung since the last new checkpoint') },
      },
    });
    expect(pids).toHaveLength(5);
    expect(existsSync(scratchOf(scene, 'ft-crashing'))).toBe(false);
  });

  it('stops the trainer of a cancelled run and frees its files', async () => {
    const { handle, pids } = await aRun('ft-cancelled', runnerOf('sleep', '60'));
    const pid = await until(async () => pids[0]);
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    await expectGone(pid);
    expect(existsSync(scratchOf(scene, 'ft-cancelled'))).toBe(false);
  });

  it('stops the trainer with its worker, and keeps the files for the attempt on the next one', async () => {
    const { pids, stopWorker } = await aRun('ft-restarted', runnerOf('sleep', '60'));
    const pid = await until(async () => pids[0]);
    await stopWorker();
    await expectGone(pid);
    expect(existsSync(scratchOf(scene, 'ft-restarted'))).toBe(true);
  });
});
