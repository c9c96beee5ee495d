import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchFolder, storeFile, storeFolder } from '../../activities/artifacts.js';
import { takeFence } from '../../activities/fence.js';
import type { TrainedModel, TrainingActivities } from '../../activities/interface.js';
import { createTrainingActivities } from '../../activities/training.js';
import type { TrainingResult } from '../../catalog/define.js';
import { trl } from '../../catalog/trainers/trl.js';
import type { DatasetRef } from '../../domain/artifact.js';
import { sha256OfFile, sha256OfFolder } from '../../gguf/digest.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore, ProcessRunner } from '../../platform/ports.js';
import { someDependencies } from '../support/dependencies.js';
import { goldenBaseDir, missingParts, tools } from '../support/golden.js';
import { aDataset } from '../support/scripted.js';
import { aResolvedSpec } from '../support/specs.js';
import { aRecipe, expectGone, trainerHost, until, untilEnded, watchedRunner, writeTickets } from '../support/training.js';

const model = 'support-triage';

interface Beat {
  readonly checkpoint: string | null;
  readonly step: number;
  readonly maxSteps: number | null;
  readonly loss: number | null;
}

describe.skipIf(missingParts !== undefined)(`the activity train, with the real trainer ${missingParts ?? ''}`, () => {
  let folder = '';
  let store: ObjectStore;
  let dataset: DatasetRef;
  let baseSha256 = '';
  /** The same training, uninterrupted and without an activity. */
  let reference: TrainingResult;
  let finishedDir = '';
  let runId = '';
  let runs = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-train-'));
    store = createFileObjectStore(join(folder, 'store'));
    const { trainFile, validationFile } = await writeTickets(folder);
    const refs = { train: await storeFile(store, model, trainFile), validation: await storeFile(store, model, validationFile) };
    dataset = { ...aDataset, ...refs };
    baseSha256 = await sha256OfFolder(goldenBaseDir);
    finishedDir = join(folder, 'finished');
    await mkdir(finishedDir);
    const job = { workDir: finishedDir, baseModelDir: goldenBaseDir, trainFile, validationFile, resumeFrom: null };
    const handle = await trl.submit(trainerHost, job, aRecipe());
    expect(await untilEnded(handle)).toMatchObject({ state: 'done' });
    reference = await trl.collect(handle);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    runs += 1;
    runId = `ft-2027-01-01-${runs}`;
  });

  const rootOfRun = (): string => join(folder, 'scratch', 'training', model, runId);
  const fenceOf = (attempt: number): Parameters<typeof takeFence>[0] => ({ store, key: `fences/${model}/${runId}`, attempt });
  const artifacts = (): Promise<readonly string[]> => store.list(`models/${model}/`);

  interface Attempt {
    readonly number?: number;
    readonly details?: Beat;
    readonly processes?: ProcessRunner;
    readonly store?: ObjectStore;
    readonly baseSha256?: string;
  }

  interface StartedAttempt {
    readonly environment: MockActivityEnvironment;
    readonly beats: Beat[];
    readonly ended: Promise<TrainedModel>;
  }

  /** As a worker would run it; `details` are the last heartbeat's of the attempt before. */
  function startAttempt(attempt: Attempt): StartedAttempt {
    const environment = new MockActivityEnvironment({ attempt: attempt.number ?? 1, heartbeatDetails: attempt.details });
    const beats: Beat[] = [];
    environment.on('heartbeat', (beat?: Beat) => {
      if (beat !== undefined) beats.push(beat);
    });
    const processes = attempt.processes ?? tools.runner;
    const deps = someDependencies({ store: attempt.store ?? store, processes, scratchDir: join(folder, 'scratch') });
    const baseModel = { name: 'slipway-tiny', uri: goldenBaseDir, sha256: attempt.baseSha256 ?? baseSha256 };
    const resolved = aResolvedSpec({ train: aRecipe({ baseModel }) });
    const { train } = createTrainingActivities(deps);
    const ended = environment.run<Parameters<typeof train>, TrainedModel, TrainingActivities['train']>(train, {
      model,
      runId,
      resolved,
      dataset,
    });
    // A test may look at other things first; the failure is still the test's to expect.
    ended.catch(() => undefined);
    return { environment, beats, ended };
  }

  /** A process that ends at once with what the reference training left: for tests of what happens around a training. */
  function replayedRunner(beforeStart: (workDir: string) => Promise<void> = async () => undefined): ProcessRunner {
    const left = ['adapter', 'merged', 'result.json', 'progress.jsonl'].map((name) => join(finishedDir, name));
    return {
      ...tools.runner,
      async start(command) {
        const workDir = command.cwd ?? '';
        await beforeStart(workDir);
        return tools.runner.start({ ...command, program: 'cp', args: ['-r', ...left, workDir] });
      },
    };
  }

  describe('a training that is killed in the middle', () => {
    const { runner, pids } = watchedRunner();
    let first: StartedAttempt;
    let second: StartedAttempt;
    let trained: TrainedModel;
    beforeAll(async () => {
      runId = 'ft-2027-01-01-killed';
      first = startAttempt({ processes: runner });
      const pid = await until(async () => pids[0]);
      const progressFile = join(rootOfRun(), 'attempt-1', 'progress.jsonl');
      await until(async () => ((await readFile(progressFile, 'utf8').catch(() => '')).includes('"checkpoint"') ? true : undefined));
      process.kill(pid, 'SIGKILL');
      await first.ended.catch(() => undefined);
      const details = first.beats.at(-1);
      second = startAttempt({ number: 2, processes: runner, ...(details === undefined ? {} : { details }) });
      trained = await second.ended;
    });

    it('fails in a way that is retried, with the last lines of the trainer’s log', async () => {
      await expect(first.ended).rejects.toMatchObject({ type: 'TrainerCrashed', nonRetryable: false });
      await expect(first.ended).rejects.toThrow(/the trainer ended without a result; last output: [^]*'loss'/);
    });

    it('reports steps, loss and the last checkpoint with every heartbeat', () => {
      const last = first.beats.at(-1);
      expect(last).toEqual({
        checkpoint: expect.stringMatching(/attempt-1\/checkpoints\/checkpoint-[12]0$/),
        step: expect.any(Number),
        maxSteps: 30,
        loss: expect.any(Number),
      });
      expect(last?.step).toBeLessThan(30);
    });

    it('reports the checkpoint that it resumed from until it has one of its own, so that another crash loses nothing', () => {
      expect(second.beats[0]?.checkpoint).toBe(first.beats.at(-1)?.checkpoint);
      expect(second.beats.filter((beat) => beat.checkpoint === null)).toEqual([]);
      expect(second.beats.at(-1)).toMatchObject({ checkpoint: expect.stringMatching(/attempt-2\/.*checkpoint-30$/), step: 30 });
    });

    it('ends with the bytes of a training that nobody interrupted', async () => {
      expect(trained.adapterSha256).toBe(reference.adapterSha256);
      expect(trained.merged).toEqual(await storeFolder(store, model, reference.mergedDir));
    });

    it('publishes folders that are fetched back by digest', async () => {
      const adapter = await fetchFolder(store, trained.adapter, join(folder, 'fetched-adapter'));
      expect(await sha256OfFile(join(adapter, 'adapter_model.safetensors'))).toBe(trained.adapterSha256);
      const merged = await fetchFolder(store, trained.merged, join(folder, 'fetched-merged'));
      expect(await sha256OfFile(join(merged, 'model.safetensors'))).toBe(trained.metadata['mergedSha256']);
    });

    it('says what the weights were made of', async () => {
      expect(trained.metadata).toMatchObject({
        steps: 30,
        datasetVersion: dataset.version,
        baseModelSha256: baseSha256,
        recipeDigest: 'e'.repeat(64),
        codeVersion: 'test',
        packageLock: await sha256OfFile(join(tools.programsDir, 'requirements.lock')),
      });
    });

    it('leaves no process and no files of the run', async () => {
      expect(pids).toHaveLength(2);
      for (const pid of pids) await expectGone(pid);
      expect(existsSync(rootOfRun())).toBe(false);
    });
  });

  it('starts nothing on a base model of another digest', async () => {
    const { runner, pids } = watchedRunner();
    const attempt = startAttempt({ processes: runner, baseSha256: 'f'.repeat(64) });
    await expect(attempt.ended).rejects.toMatchObject({ type: 'BaseModelMismatch', nonRetryable: true });
    await expect(attempt.ended).rejects.toThrow(`expected ${'f'.repeat(64)}`);
    expect(pids).toEqual([]);
    expect(existsSync(rootOfRun())).toBe(false);
  });

  it('stops the whole process group when it is cancelled', async () => {
    const { runner, pids } = watchedRunner();
    const before = await artifacts();
    const { environment, ended } = startAttempt({ processes: runner });
    const pid = await until(async () => pids[0]);
    expect(runner.isAlive(pid)).toBe(true);
    environment.cancel();
    await expect(ended).rejects.toBeInstanceOf(CancelledFailure);
    await expectGone(pid);
    expect(await artifacts()).toEqual(before);
  });

  it('publishes nothing once a later attempt holds the fence', async () => {
    const before = await artifacts();
    const processes = replayedRunner(() => takeFence(fenceOf(2)));
    const { beats, ended } = startAttempt({ processes });
    await expect(ended).rejects.toMatchObject({ type: 'Superseded', nonRetryable: true });
    expect(beats.at(-1)?.step).toBe(30);
    expect(await artifacts()).toEqual(before);
  });

  it('does not start when a later attempt already holds the fence', async () => {
    const { runner, pids } = watchedRunner();
    await takeFence(fenceOf(3));
    await expect(startAttempt({ number: 2, processes: runner }).ended).rejects.toMatchObject({ type: 'Superseded' });
    expect(pids).toEqual([]);
  });

  it('starts afresh where the checkpoint of the attempt before is not on this machine', async () => {
    const inputs: string[] = [];
    const processes = replayedRunner(async (workDir) => void inputs.push(await readFile(join(workDir, 'config.json'), 'utf8')));
    const details = { checkpoint: join(folder, 'another-host', 'checkpoint-10'), step: 10, maxSteps: 30, loss: 1 };
    const trained = await startAttempt({ number: 2, processes, details }).ended;
    expect(trained.adapterSha256).toBe(reference.adapterSha256);
    expect(inputs.map((input) => (JSON.parse(input) as { resumeFrom: unknown }).resumeFrom)).toEqual([null]);
  });

  it('leaves the folders of a run alone when a later attempt began while it was publishing', async () => {
    const checkpoint = join(rootOfRun(), 'attempt-1', 'checkpoints', 'checkpoint-10');
    const overtaken: ObjectStore = {
      ...store,
      async createFromFile(key, path) {
        await takeFence(fenceOf(2));
        await mkdir(join(rootOfRun(), 'attempt-2'), { recursive: true });
        return store.createFromFile(key, path);
      },
    };
    const processes = replayedRunner(async () => {
      await mkdir(checkpoint, { recursive: true });
      await writeFile(join(checkpoint, 'trainer_state.json'), '{}');
    });
    await startAttempt({ processes, store: overtaken }).ended;
    expect(existsSync(join(rootOfRun(), 'attempt-2'))).toBe(true);
    expect(existsSync(checkpoint)).toBe(true);
  });

  it('goes on with heartbeats, checkpoint included, while it publishes weights that take long', async () => {
    let beats: readonly Beat[] = [];
    const slow: ObjectStore = {
      ...store,
      async createFromFile(key, path) {
        const seen = beats.length;
        if (path.endsWith('adapter_config.json')) await until(async () => (beats.length > seen ? true : undefined));
        return store.createFromFile(key, path);
      },
    };
    const attempt = startAttempt({ processes: replayedRunner(), store: slow });
    beats = attempt.beats;
    await attempt.ended;
    expect(beats.at(-1)).toMatchObject({ step: 30, checkpoint: expect.stringMatching(/checkpoint-30$/) });
  });
});
