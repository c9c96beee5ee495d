import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchFolder, storeFolder } from '../../activities/artifacts.js';
import { takeFence } from '../../activities/fence.js';
import type { TrainedModel } from '../../activities/interface.js';
import type { TrainingDetails } from '../../activities/training-details.js';
import { sha256OfFile } from '../../gguf/digest.js';
import type { ObjectStore } from '../../platform/ports.js';
import { listAudit } from '../../registry/audit.js';
import { readTrainingCurves } from '../../registry/training-curves.js';
import { missingParts, tools } from '../support/golden.js';
import { expectGone, until, watchedRunner } from '../support/training.js';
import {
  attemptFolder,
  fenceOf,
  model,
  prepareScene,
  progressOf,
  replayingRunner,
  runnerOf,
  scratchOf,
  startAttempt,
  stepsIn,
  withReference,
  type Scene,
  type StartedAttempt,
  type TrainedScene,
} from './harness.js';

describe.skipIf(missingParts !== undefined)(`the activity train, with the real trainer ${missingParts ?? ''}`, () => {
  let scene: TrainedScene;
  let runId = '';
  let runs = 0;
  const { runner, pids } = watchedRunner();
  const killed = 'ft-2027-01-01-killed';
  let first: StartedAttempt;
  beforeAll(async () => {
    const untrained = await prepareScene(await mkdtemp(join(tmpdir(), 'slipway-train-')));
    first = startAttempt(untrained, { runId: killed, processes: runner });
    // Side by side, because most of either training is one core that imports torch.
    [scene] = await Promise.all([withReference(untrained), killAfterCheckpoint(untrained)]);
  });
  afterAll(async () => {
    await rm(scene.folder, { recursive: true });
  });
  beforeEach(() => {
    runs += 1;
    runId = `ft-2027-01-01-${runs}`;
  });

  async function killAfterCheckpoint(untrained: Scene): Promise<void> {
    const pid = await until(async () => pids[0]);
    await until(async () => ((await progressOf(attemptFolder(untrained, killed, 1))).includes('"checkpoint"') ? true : undefined));
    process.kill(pid, 'SIGKILL');
    await first.ended.catch(() => undefined);
  }

  const artifacts = (): Promise<readonly string[]> => scene.store.list(`models/${model}/`);

  describe('a training that is killed in the middle', () => {
    const interval = 10;
    let second: StartedAttempt;
    let trained: TrainedModel;
    let firstSteps: number[];
    let secondSteps: number[];
    beforeAll(async () => {
      firstSteps = stepsIn(await progressOf(attemptFolder(scene, killed, 1)));
      const store: ObjectStore = {
        ...scene.store,
        // The last moment at which the attempt's files are there.
        async createFromFile(key, path) {
          secondSteps ??= stepsIn(await progressOf(attemptFolder(scene, killed, 2)));
          return scene.store.createFromFile(key, path);
        },
      };
      // As after the death of the worker: the last heartbeat that arrived is older than the checkpoint.
      const details = first.beats.find((beat) => beat.handle !== null);
      second = startAttempt(scene, { runId: killed, number: 2, processes: runner, store, details });
      trained = await second.ended;
    });

    it('fails in a way that is retried, with the last lines of the trainer’s log', async () => {
      await expect(first.ended).rejects.toMatchObject({ type: 'TrainerCrashed', nonRetryable: false });
      await expect(first.ended).rejects.toThrow(/the trainer ended without a result; last output: [^]*'loss'/);
    });

    it('reports with every heartbeat how far it is, where to resume and that a trainer crashed', () => {
      const last = first.beats.at(-1);
      const workDir = attemptFolder(scene, killed, 1);
      expect(last).toEqual({
        handle: { pid: pids[0], startTicks: expect.any(String), workDir },
        checkpoint: expect.stringMatching(/attempt-1\/checkpoints\/checkpoint-[12]0$/),
        step: expect.any(Number),
        maxSteps: 30,
        loss: expect.any(Number),
        crashes: 1,
      });
      expect(last?.step).toBeLessThan(30);
    });

    it('resumes from the last complete checkpoint, losing at most one interval, although no heartbeat told of it', () => {
      const [resumed = 0] = secondSteps;
      const last = firstSteps.at(-1) ?? 0;
      expect(firstSteps[0]).toBe(1);
      expect(resumed).toBeGreaterThan(interval);
      expect(last - resumed).toBeLessThan(interval);
    });

    it('reports the checkpoint that it resumed from until it has one of its own, so that another crash loses nothing', () => {
      const [before, ...own] = second.beats;
      expect(before?.checkpoint).toBeNull();
      expect(own[0]?.checkpoint).toBe(first.beats.at(-1)?.checkpoint);
      expect(own.filter((beat) => beat.checkpoint === null)).toEqual([]);
      expect(own.at(-1)).toMatchObject({ checkpoint: expect.stringMatching(/attempt-2\/.*checkpoint-30$/), step: 30, crashes: 0 });
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

    it('says where they were made, which another machine must match to make them again', () => {
      const { cuda, driver, packageLock: packageLockSha256 } = trained.metadata;
      const packages = expect.objectContaining({ torch: expect.any(String) as string }) as object;
      const python = expect.stringMatching(/^3\.\d+\.\d+/) as string;
      expect(trained.environment).toMatchObject({ node: process.version, python, packageLockSha256, packages, cuda, driver });
    });

    it('is one training in the audit, from the start of its first attempt to the end of its last', async () => {
      const entries = (await listAudit(scene.store, model)).filter(({ subject }) => subject === killed);
      expect(entries).toMatchObject([
        { action: 'training-started', actor: `run:${killed}`, details: { dataset: scene.dataset.version, recipe: 'e'.repeat(64) } },
        { action: 'training-finished', actor: `run:${killed}`, details: { adapterSha256: trained.adapterSha256 } },
      ]);
      expect(trained.times).toEqual({ startedAt: entries[0]?.at, finishedAt: entries[1]?.at });
    });

    it('keeps how the loss fell from the first step on, as if nobody had interrupted it, and out of what travels through history', async () => {
      const curves = await readTrainingCurves(scene.store, model, killed);
      expect(curves).toEqual({ model, runId: killed, ...scene.reference.curves });
      expect(curves?.train.map(({ step }) => step)).toEqual([1, 5, 10, 15, 20, 25, 30]);
      expect(secondSteps).not.toContain(1);
      expect(JSON.stringify(trained)).not.toContain('"loss"');
    });

    it('leaves no process and no files of its attempts', async () => {
      expect(pids).toHaveLength(2);
      for (const pid of pids) await expectGone(pid);
      expect(existsSync(scratchOf(scene, killed))).toBe(false);
    });
  });

  it('begins anew after a reset of the workflow, and clears away what the replaced run and earlier runs left', async () => {
    await takeFence(fenceOf(scene, runId, 3));
    const left = [attemptFolder(scene, runId, 3), attemptFolder(scene, 'ft-2026-12-31-001', 1)];
    for (const folder of left) await mkdir(folder, { recursive: true });
    const { ended } = startAttempt(scene, { runId, temporalRunId: 'run-b', processes: replayingRunner(scene) });
    expect((await ended).adapterSha256).toBe(scene.reference.adapterSha256);
    expect(left.filter((folder) => existsSync(folder))).toEqual([]);
  });

  it('cannot publish once it has outlived its timeout and a later attempt has begun', async () => {
    const before = await artifacts();
    const processes = replayingRunner(scene, () => takeFence(fenceOf(scene, runId, 2)));
    const { beats, ended } = startAttempt(scene, { runId, processes });
    await expect(ended).rejects.toMatchObject({ type: 'Superseded', nonRetryable: true });
    expect(beats.at(-1)?.step).toBe(30);
    expect(await artifacts()).toEqual(before);
  });

  it('stops the trainer of the attempt before, should it have outlived its worker’s silence', async () => {
    const { startTicks, pid } = await runnerOf('sleep', '60').start({ program: 'sleep', args: [], logFile: join(scene.folder, 'log') });
    const details = { handle: { pid, startTicks, workDir: scene.folder }, checkpoint: null, step: 3, maxSteps: 30, loss: 1 };
    expect(tools.runner.isAlive(pid)).toBe(true);
    await startAttempt(scene, { runId, number: 2, processes: replayingRunner(scene), details }).ended;
    await expectGone(pid);
  });

  it.each([
    ['starts afresh where the checkpoint of the attempt before is not on this machine', 'another-host/checkpoint-10', null],
    ['resumes where a trainer that reached no checkpoint itself resumed', 'reference/checkpoints', 'reference/checkpoints'],
  ])('%s', async (_name, reported, resumed) => {
    const inputs: unknown[] = [];
    const readInput = async (workDir: string): Promise<void> => {
      inputs.push(JSON.parse(await readFile(join(workDir, 'config.json'), 'utf8')));
    };
    const handle = { pid: 1, startTicks: 'of nobody', workDir: join(scene.folder, 'nothing') };
    const details = { handle, checkpoint: join(scene.folder, reported), step: 10, maxSteps: 30, loss: 1 };
    const { ended } = startAttempt(scene, { runId, number: 2, processes: replayingRunner(scene, readInput), details });
    expect((await ended).adapterSha256).toBe(scene.reference.adapterSha256);
    expect(inputs).toMatchObject([{ resumeFrom: resumed === null ? null : join(scene.folder, resumed) }]);
  });

  it('leaves the folders of a run alone when a later attempt began while it was publishing', async () => {
    const later = attemptFolder(scene, runId, 2);
    const checkpoint = join(attemptFolder(scene, runId, 1), 'checkpoints', 'checkpoint-10');
    const overtaken: ObjectStore = {
      ...scene.store,
      async createFromFile(key, path) {
        await takeFence(fenceOf(scene, runId, 2));
        await mkdir(later, { recursive: true });
        return scene.store.createFromFile(key, path);
      },
    };
    const processes = replayingRunner(scene, async () => void (await mkdir(checkpoint, { recursive: true })));
    await startAttempt(scene, { runId, processes, store: overtaken }).ended;
    expect(existsSync(later)).toBe(true);
    expect(existsSync(checkpoint)).toBe(true);
  });

  it('goes on with heartbeats, checkpoint included, while it publishes weights that take long', async () => {
    let beats: readonly TrainingDetails[] = [];
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
