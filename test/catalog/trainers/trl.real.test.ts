import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainingHandle, TrainingJob, TrainingProgress } from '../../../catalog/define.js';
import { trl } from '../../../catalog/trainers/trl.js';
import { convertToGguf } from '../../../gguf/convert.js';
import { sha256OfFile } from '../../../gguf/digest.js';
import { goldenBaseDir, missingParts, tools } from '../../support/golden.js';
import { aRecipe, expectGone, trainerHost, untilEnded, watchedRunner, writeTickets } from '../../support/training.js';

describe.skipIf(missingParts !== undefined)(`fine-tuning by TRL, in a real process ${missingParts ?? ''}`, () => {
  let folder = '';
  let files: Pick<TrainingJob, 'trainFile' | 'validationFile'>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-trl-'));
    files = await writeTickets(folder);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  async function aJob(name: string, changes: Partial<TrainingJob> = {}): Promise<TrainingJob> {
    const workDir = join(folder, name);
    await mkdir(workDir);
    return { workDir, baseModelDir: goldenBaseDir, ...files, resumeFrom: null, ...changes };
  }

  describe('a training that ends well', () => {
    const { runner, pids } = watchedRunner();
    let first: TrainingHandle;
    let second: Promise<TrainingHandle>;
    let ended: TrainingProgress;
    beforeAll(async () => {
      const job = await aJob('well');
      const host = { ...trainerHost, processes: runner };
      first = await trl.submit(host, job, aRecipe());
      second = trl.submit(host, job, aRecipe());
      second.catch(() => undefined);
      ended = await untilEnded(first);
    });

    it('runs in one process: the folder is refused to a second', async () => {
      await expect(second).rejects.toThrow(/EEXIST.*config\.json/);
      expect(pids).toEqual([first.pid]);
      await trl.cancel(trainerHost, first);
      await expectGone(first.pid);
    });

    it('says how far it came: steps, losses and a checkpoint that is on disk', async () => {
      expect(ended).toMatchObject({ state: 'done', step: 30, maxSteps: 30, failure: null });
      // About the logarithm of the vocabulary is a guess; a loss below it has learned.
      expect(ended.loss).toBeLessThan(Math.log(2048));
      expect(ended.validationLoss).toBeLessThan(Math.log(2048));
      expect(ended.checkpoint).toEqual({ step: 30, path: join(first.workDir, 'checkpoints', 'checkpoint-30') });
      expect(existsSync(join(first.workDir, 'checkpoints', 'checkpoint-30', 'trainer_state.json'))).toBe(true);
    });

    it('collects an adapter of the digest that it names', async () => {
      const { adapterDir, adapterSha256, metadata } = await trl.collect(first);
      expect(await sha256OfFile(join(adapterDir, 'adapter_model.safetensors'))).toBe(adapterSha256);
      expect(metadata).toMatchObject({ steps: 30, stoppedEarly: false, rowsTooLong: 0, packages: { trl: expect.any(String) } });
    });

    it('collects how the loss fell: every fifth step and the first, and each validation', async () => {
      const { curves, metadata } = await trl.collect(first);
      expect(curves.train.map(({ step }) => step)).toEqual([1, 5, 10, 15, 20, 25, 30]);
      expect(curves.validation.map(({ step }) => step)).toEqual([10, 20, 30]);
      expect(curves.train.at(-1)?.loss).toBe(metadata['trainLoss']);
      expect(curves.train.at(-1)?.loss).toBeLessThan(curves.train[0]?.loss ?? 0);
      expect(metadata).not.toHaveProperty('curves');
    });

    it('names nothing of this machine in the adapter', async () => {
      const { adapterDir } = await trl.collect(first);
      expect(await readFile(join(adapterDir, 'adapter_config.json'), 'utf8')).not.toContain(goldenBaseDir);
    });

    it('collects a merged model that converts to GGUF as the base does', async () => {
      const { mergedDir } = await trl.collect(first);
      const header = await convertToGguf({ mergedDir, outPath: join(folder, 'merged.gguf'), ...tools });
      expect(header).toMatchObject({
        architecture: 'llama',
        fileType: 1,
        vocabularySize: 2048,
        chatTemplate: expect.stringContaining('message'),
      });
    });
  });

  it('is cancelled twice with success, and nothing of its group goes on', async () => {
    const handle = await trl.submit(trainerHost, await aJob('cancelled'), aRecipe());
    expect(await trl.poll(trainerHost, handle)).toMatchObject({ state: 'running', step: 0, checkpoint: null });
    await trl.cancel(trainerHost, handle);
    await expectGone(handle.pid);
    await trl.cancel(trainerHost, handle);
    expect(await trl.poll(trainerHost, handle)).toMatchObject({ state: 'failed', failure: { type: 'TrainerCrashed' } });
    await expect(trl.collect(handle)).rejects.toThrow(/result\.json/);
  });

  // Side by side, because most of either is one core that imports torch.
  it.concurrent('names a recipe that diverges, and leaves no adapter', async () => {
    const handle = await trl.submit(trainerHost, await aJob('diverging'), aRecipe({ learningRate: 1e30 }));
    const { state, failure } = await untilEnded(handle);
    expect({ state, type: failure?.type }).toEqual({ state: 'failed', type: 'TrainingDiverged' });
    expect(failure?.message).toMatch(/loss became nan at step \d+/);
    expect(existsSync(join(handle.workDir, 'adapter'))).toBe(false);
    await expect(trl.collect(handle)).rejects.toThrow(/result\.json/);
  });

  it.concurrent('names the row that it cannot train on', async () => {
    const { trainFile } = await writeTickets(await mkdtemp(join(folder, 'rows-')));
    await appendFile(trainFile, '{"messages":[{"role":"user","content":"and the answer?"}]}\n');
    const handle = await trl.submit(trainerHost, await aJob('unanswered', { trainFile }), aRecipe());
    const { failure } = await untilEnded(handle);
    expect(failure?.type).toBe('TrainingDataInvalid');
    expect(failure?.message).toMatch(/line 121: expected text messages that end with a non-empty answer/);
  });
});
