import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledFailure } from '@temporalio/activity';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchFolder, storeFolder } from '../../activities/artifacts.js';
import { takeFence } from '../../activities/fence.js';
import type { TrainedModel } from '../../activities/interface.js';
import { sha256OfFile } from '../../gguf/digest.js';
import type { ObjectStore } from '../../platform/ports.js';
import { missingParts, tools } from '../support/golden.js';
import { expectGone, until, watchedRunner } from '../support/training.js';
import {
  copyingRunner,
  fenceOf,
  model,
  prepareScene,
  replayingRunner,
  scratchOf,
  startAttempt,
  type Beat,
  type Scene,
  type StartedAttempt,
} from './harness.js';

describe.skipIf(missingParts !== undefined)(`the activity train, with the real trainer ${missingParts ?? ''}`, () => {
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
    runId = `ft-2027-01-01-${runs}`;
  });

  const artifacts = (): Promise<readonly string[]> => scene.store.list(`models/${model}/`);

  describe('a training that is killed in the middle', () => {
    const { runner, pids } = watchedRunner();
    const killed = 'ft-2027-01-01-killed';
    let first: StartedAttempt;
    let second: StartedAttempt;
    let trained: TrainedModel;
    beforeAll(async () => {
      first = startAttempt(scene, { runId: killed, processes: runner });
      const pid = await until(async () => pids[0]);
      const progressFile = join(scratchOf(scene, killed), 'attempt-1', 'progress.jsonl');
      await until(async () => ((await readFile(progressFile, 'utf8').catch(() => '')).includes('"checkpoint"') ? true : undefined));
      process.kill(pid, 'SIGKILL');
      await first.ended.catch(() => undefined);
      second = startAttempt(scene, { runId: killed, number: 2, processes: runner, details: first.beats.at(-1) });
      trained = await second.ended;
    });

    it('fails in a way that is retried, with the last lines of the trainer’s log', async () => {
      await expect(first.ended).rejects.toMatchObject({ type: 'TrainerCrashed', nonRetryable: false });
      await expect(first.ended).rejects.toThrow(/the trainer ended without a result; last output: [^]*'loss'/);
    });

    it('reports steps, loss and the last checkpoint with every heartbeat', () => {
      const last = first.beats.at(-1);
      const checkpoint = expect.stringMatching(/attempt-1\/checkpoints\/checkpoint-[12]0$/);
      expect(last).toEqual({ checkpoint, step: expect.any(Number), maxSteps: 30, loss: expect.any(Number) });
      expect(last?.step).toBeLessThan(30);
    });

    it('reports the checkpoint that it resumed from until it has one of its own, so that another crash loses nothing', () => {
      expect(second.beats[0]?.checkpoint).toBe(first.beats.at(-1)?.checkpoint);
      expect(second.beats.filter((beat) => beat.checkpoint === null)).toEqual([]);
      expect(second.beats.at(-1)).toMatchObject({ checkpoint: expect.stringMatching(/attempt-2\/.*checkpoint-30$/), step: 30 });
    });

    it('ends with the bytes of a training that nobody interrupted', async () => {
      expect(trained.adapterSha256).toBe(scene.reference.adapterSha256);
      expect(trained.merged).toEqual(await storeFolder(scene.store, model, scene.reference.mergedDir));
    });

    it('publishes folders that are fetched back by digest', async () => {
      const adapter = await fetchFolder(scene.store, trained.adapter, join(scene.folder, 'fetched-adapter'));
      expect(await sha256OfFile(join(adapter, 'adapter_model.safetensors'))).toBe(trained.adapterSha256);
      const merged = await fetchFolder(scene.store, trained.merged, join(scene.folder, 'fetched-merged'));
      expect(await sha256OfFile(join(merged, 'model.safetensors'))).toBe(trained.metadata['mergedSha256']);
    });

    it('says what the weights were made of', async () => {
      expect(trained.metadata).toMatchObject({
        steps: 30,
        datasetVersion: scene.dataset.version,
        baseModelSha256: scene.baseSha256,
        recipeDigest: 'e'.repeat(64),
        codeVersion: 'test',
        packageLock: await sha256OfFile(join(tools.programsDir, 'requirements.lock')),
      });
    });

    it('leaves no process and no files of its attempts', async () => {
      expect(pids).toHaveLength(2);
      for (const pid of pids) await expectGone(pid);
      expect(await readdir(scratchOf(scene, killed))).toEqual([]);
    });
  });

  it('starts nothing on a base model of another digest', async () => {
    const { runner, pids } = watchedRunner();
    const { ended } = startAttempt(scene, { runId, processes: runner, baseSha256: 'f'.repeat(64) });
    await expect(ended).rejects.toMatchObject({ type: 'BaseModelMismatch', nonRetryable: true });
    await expect(ended).rejects.toThrow(`expected ${'f'.repeat(64)}`);
    expect(pids).toEqual([]);
    expect(existsSync(scratchOf(scene, runId))).toBe(false);
  });

  it('stops the whole process group when it is cancelled', async () => {
    const { runner, pids } = watchedRunner();
    const before = await artifacts();
    const { environment, ended } = startAttempt(scene, { runId, processes: runner });
    const pid = await until(async () => pids[0]);
    expect(runner.isAlive(pid)).toBe(true);
    environment.cancel();
    await expect(ended).rejects.toBeInstanceOf(CancelledFailure);
    await expectGone(pid);
    expect(await artifacts()).toEqual(before);
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
  });

  it('publishes nothing once a later attempt holds the fence', async () => {
    const before = await artifacts();
    const processes = replayingRunner(scene, () => takeFence(fenceOf(scene, runId, 2)));
    const { beats, ended } = startAttempt(scene, { runId, processes });
    await expect(ended).rejects.toMatchObject({ type: 'Superseded', nonRetryable: true });
    expect(beats.at(-1)?.step).toBe(30);
    expect(await artifacts()).toEqual(before);
  });

  it('does not start when a later attempt already holds the fence', async () => {
    const { runner, pids } = watchedRunner();
    await takeFence(fenceOf(scene, runId, 3));
    await expect(startAttempt(scene, { runId, number: 2, processes: runner }).ended).rejects.toMatchObject({ type: 'Superseded' });
    expect(pids).toEqual([]);
  });

  it('starts afresh where the checkpoint of the attempt before is not on this machine', async () => {
    const inputs: unknown[] = [];
    const readInput = async (workDir: string): Promise<void> => {
      inputs.push(JSON.parse(await readFile(join(workDir, 'config.json'), 'utf8')));
    };
    const details = { checkpoint: join(scene.folder, 'another-host', 'checkpoint-10'), step: 10, maxSteps: 30, loss: 1 };
    const { ended } = startAttempt(scene, { runId, number: 2, processes: replayingRunner(scene, readInput), details });
    expect((await ended).adapterSha256).toBe(scene.reference.adapterSha256);
    expect(inputs).toMatchObject([{ resumeFrom: null }]);
  });

  it('leaves the folders of a run alone when a later attempt began while it was publishing', async () => {
    const scratch = scratchOf(scene, runId);
    const checkpoint = join(scratch, 'attempt-1', 'checkpoints', 'checkpoint-10');
    const overtaken: ObjectStore = {
      ...scene.store,
      async createFromFile(key, path) {
        await takeFence(fenceOf(scene, runId, 2));
        await mkdir(join(scratch, 'attempt-2'), { recursive: true });
        return scene.store.createFromFile(key, path);
      },
    };
    const processes = replayingRunner(scene, async () => void (await mkdir(checkpoint, { recursive: true })));
    await startAttempt(scene, { runId, processes, store: overtaken }).ended;
    expect(existsSync(join(scratch, 'attempt-2'))).toBe(true);
    expect(existsSync(checkpoint)).toBe(true);
  });

  it('goes on with heartbeats, checkpoint included, while it publishes weights that take long', async () => {
    let beats: readonly Beat[] = [];
    const slow: ObjectStore = {
      ...scene.store,
      async createFromFile(key, path) {
        const seen = beats.length;
        if (path.endsWith('adapter_config.json')) await until(async () => (beats.length > seen ? true : undefined));
        return scene.store.createFromFile(key, path);
      },
    };
    const attempt = startAttempt(scene, { runId, processes: replayingRunner(scene), store: slow });
    beats = attempt.beats;
    await attempt.ended;
    expect(beats.at(-1)).toMatchObject({ step: 30, checkpoint: expect.stringMatching(/checkpoint-30$/) });
  });
});
