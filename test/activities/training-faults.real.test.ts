/** What goes wrong around a training: doubles, cancellation, trainers that crash, hang or lie, and disks that fill up. */

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActivityCancellationDetails, CancelledFailure } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { takeFence } from '../../activities/fence.js';
import { sha256OfFolder } from '../../gguf/digest.js';
import { missingParts } from '../support/golden.js';
import { noSmallDisk, smallDisk } from '../support/small-disk.js';
import { expectGone, until, watchedRunner } from '../support/training.js';
import {
  attemptFolder,
  copyingRunner,
  elsewhere,
  fenceOf,
  model,
  prepareScene,
  progressOf,
  runnerOf,
  scratchOf,
  startAttempt,
  stepsIn,
  type Scene,
} from './harness.js';

describe.skipIf(missingParts !== undefined)(`faults of a training ${missingParts ?? ''}`, () => {
  let scene: Scene;
  let runId = '';
  let runs = 0;
  beforeAll(async () => {
    scene = await prepareScene(await mkdtemp(join(tmpdir(), 'slipway-train-')));
  });
  afterAll(async () => {
    await rm(scene.folder, { recursive: true });
  });
  beforeEach(() => {
    runs += 1;
    runId = `ft-2027-02-01-${runs}`;
  });

  const artifacts = (): Promise<readonly string[]> => scene.store.list(`models/${model}/`);

  it('starts nothing on a base model of another digest', async () => {
    const { runner, pids } = watchedRunner();
    const { ended } = startAttempt(scene, { runId, processes: runner, baseSha256: 'f'.repeat(64) });
    await expect(ended).rejects.toMatchObject({ type: 'BaseModelMismatch', nonRetryable: true });
    await expect(ended).rejects.toThrow(`expected ${'f'.repeat(64)}`);
    expect(pids).toEqual([]);
    expect(existsSync(scratchOf(scene, runId))).toBe(false);
  });

  it('starts nothing on a base model with a pickle in it, whoever wrote down its digest', async () => {
    const { runner, pids } = watchedRunner();
    const uri = await mkdtemp(join(scene.folder, 'base-'));
    await writeFile(join(uri, 'training_args.bin'), 'x');
    const baseModel = { name: 'with-a-pickle', uri, sha256: await sha256OfFolder(uri) };
    const { ended } = startAttempt(scene, { runId, processes: runner, recipe: { baseModel } });
    await expect(ended).rejects.toMatchObject({ type: 'ArtifactInvalid', nonRetryable: true });
    await expect(ended).rejects.toThrow(/training_args\.bin is a pickle.*delete it/);
    expect(pids).toEqual([]);
  });

  it('leaves a folder of its own number to the execution that made it', async () => {
    const { runner, pids } = watchedRunner();
    await mkdir(attemptFolder(scene, runId, 1), { recursive: true });
    const { ended } = startAttempt(scene, { runId, processes: runner });
    await expect(ended).rejects.toMatchObject({ type: 'DuplicateAttempt', nonRetryable: false });
    expect(pids).toEqual([]);
    expect(existsSync(attemptFolder(scene, runId, 1))).toBe(true);
  });

  it('does not start when a later attempt already holds the fence', async () => {
    const { runner, pids } = watchedRunner();
    await takeFence(fenceOf(scene, runId, 3));
    await expect(startAttempt(scene, { runId, number: 2, processes: runner }).ended).rejects.toMatchObject({ type: 'Superseded' });
    expect(pids).toEqual([]);
  });

  it.each([
    ['by request', { cancelRequested: true }, false],
    ['because its timeout has passed', { timedOut: true }, true],
    ['because its worker stops', { workerShutdown: true }, true],
  ])('when it is cancelled %s, its files stay for a next attempt: %o -> %s', async (_why, details, stay) => {
    const runner = runnerOf('sleep', '60');
    const { environment, beats, ended } = startAttempt(scene, { runId, processes: runner });
    const { pid } = await until(async () => beats.at(-1)?.handle ?? undefined);
    environment.cancel('CANCELLED', new ActivityCancellationDetails(details));
    await expect(ended).rejects.toBeInstanceOf(CancelledFailure);
    await expectGone(pid);
    expect(existsSync(attemptFolder(scene, runId, 1))).toBe(stay);
  });

  it.each([
    ['TrainingDiverged', 'TrainingDiverged', true],
    ['TrainingDataInvalid', 'TrainingDataInvalid', true],
    ['OutOfMemory', 'OutOfMemory', false],
    ['SomethingNew', 'TrainerCrashed', false],
  ])('fails with a trainer that says %s as %s, final: %s', async (said, type, nonRetryable) => {
    const progress = join(scene.folder, 'progress.jsonl');
    await writeFile(progress, `${JSON.stringify({ event: 'failed', type: said, message: 'as it said' })}\n`);
    const { ended } = startAttempt(scene, { runId, processes: copyingRunner([progress]) });
    await expect(ended).rejects.toMatchObject({ type, nonRetryable, message: 'as it said' });
    expect(existsSync(scratchOf(scene, runId))).toBe(!nonRetryable);
  });

  it('fails for good, by path, with a trainer that says that it is done and wrote no adapter', async () => {
    const progress = join(scene.folder, 'progress.jsonl');
    await writeFile(progress, `${JSON.stringify({ event: 'done', result: 'result.json' })}\n`);
    const result = join(scene.folder, 'result.json');
    await writeFile(result, JSON.stringify({ adapterSha256: 'a'.repeat(64), curves: { train: [], validation: [] } }));
    const { ended } = startAttempt(scene, { runId, processes: copyingRunner([result, progress]) });
    await expect(ended).rejects.toMatchObject({ type: 'ArtifactInvalid', nonRetryable: true });
    await expect(ended).rejects.toThrow(/attempt-1\/adapter\/adapter_model\.safetensors: expected a file, .* nothing is there/);
    expect(existsSync(scratchOf(scene, runId))).toBe(false);
  });

  it('leaves no files when no attempt is left', async () => {
    const { ended } = startAttempt(scene, { runId, number: 2, maximumAttempts: 2, processes: runnerOf('false') });
    await expect(ended).rejects.toMatchObject({ type: 'TrainerCrashed', nonRetryable: false });
    expect(existsSync(scratchOf(scene, runId))).toBe(false);
  });

  it('blames the disk, not the trainer, for one that ended without a word on a full disk', async ({ skip }) => {
    const disk = await smallDisk(2 ** 20);
    if (disk === undefined) return skip(noSmallDisk);
    // More than the disk holds, and bounded: a test that is wrong must not fill the machine's own disk.
    const filling = runnerOf('sh', '-c', 'head -c 4194304 /dev/zero > zeros; false');
    const { beats, ended } = startAttempt(elsewhere(scene, disk), { runId, processes: filling });
    await expect(ended).rejects.toMatchObject({ type: 'DiskFull', nonRetryable: false });
    await expect(ended).rejects.toThrow(/without a result.*attempt-1 0\.0 of 1\.0 MiB are free/);
    expect(beats.at(-1)).toMatchObject({ crashes: 0 });
  });

  describe('trainings of the real trainer, side by side because most of each is one core that imports torch', () => {
    it.concurrent('two workers with the same attempt cannot write one checkpoint, and cancelling stops the one in the middle of a step', async () => {
      const { runner, pids } = watchedRunner();
      const before = await artifacts();
      const here = elsewhere(scene, join(scene.folder, 'twice'));
      const both = [0, 1].map(() => startAttempt(here, { runId: 'ft-twice', processes: runner }));
      const refusal = await Promise.race(both.map(async ({ ended }, index) => ended.catch((error: unknown) => ({ error, index }))));
      expect(refusal).toMatchObject({ error: { type: 'DuplicateAttempt', nonRetryable: false } });
      const winner = both.find((_, index) => !('index' in refusal) || index !== refusal.index);
      const folder = attemptFolder(here, 'ft-twice', 1);
      await until(async () => (stepsIn(await progressOf(folder)).length > 0 ? true : undefined));
      expect(pids).toHaveLength(1);
      expect(pids.filter((pid) => runner.isAlive(pid))).toEqual(pids);
      winner?.environment.cancel();
      await expect(winner?.ended).rejects.toBeInstanceOf(CancelledFailure);
      for (const pid of pids) await expectGone(pid);
      expect(existsSync(scratchOf(here, 'ft-twice'))).toBe(false);
      expect(await artifacts()).toEqual(before);
    });

    it.concurrent('a disk that fills up in the middle of a checkpoint is told of, and the checkpoint counts for nothing', async (context) => {
      // Rows, one checkpoint of 3.2 MB, and half of another.
      const disk = await smallDisk(5 * 2 ** 20, context.onTestFinished);
      if (disk === undefined) return context.skip(noSmallDisk);
      const here = elsewhere(scene, disk);
      const { beats, ended } = startAttempt(here, { runId: 'ft-full', recipe: { evalEverySteps: 2 } });
      await expect(ended).rejects.toMatchObject({ type: 'DiskFull', nonRetryable: false });
      await expect(ended).rejects.toThrow(
        new RegExp(`on the disk of ${disk}/.*attempt-1 \\d\\.\\d of 5\\.0 MiB are free; make room there`),
      );
      const checkpoints = join(attemptFolder(here, 'ft-full', 1), 'checkpoints');
      expect((await readdir(checkpoints)).filter((name) => name.startsWith('checkpoint-'))).toEqual(['checkpoint-2']);
      expect(beats.at(-1)).toMatchObject({ checkpoint: join(checkpoints, 'checkpoint-2'), crashes: 0 });
    });

    it.concurrent('a trainer that hangs is stopped, which says where it was, and its files are kept for the next attempt', async () => {
      const here = elsewhere(scene, join(scene.folder, 'hanging'));
      const { runner, pids } = watchedRunner();
      const { ended } = startAttempt(here, { runId: 'ft-hanging', processes: runner, recipe: { stallTimeout: '3s' } });
      const pid = await until(async () => pids[0]);
      process.kill(pid, 'SIGSTOP');
      await expect(ended).rejects.toMatchObject({ type: 'TrainerStalled', nonRetryable: false });
      await expect(ended).rejects.toThrow(
        /within 3s \(train\.stallTimeout\), the last was at step 0, [3-9] s ago; .*raise train\.stallTimeout/,
      );
      await expectGone(pid);
      expect(existsSync(attemptFolder(here, 'ft-hanging', 1))).toBe(true);
    });
  });
});
