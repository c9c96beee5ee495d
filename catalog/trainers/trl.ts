/** LoRA fine-tuning by TRL and PEFT, in a Python process group of its own that reports by a file of JSON lines. */

import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { durationPattern } from '../../domain/duration.js';
import { ArtifactInvalidError } from '../../gguf/artifact-invalid.js';
import { sha256OfFile } from '../../gguf/digest.js';
import { defineTrainer, type TrainingJob, type TrainingProgress } from '../define.js';

const baseModel = z.strictObject({
  name: z.string().min(1).describe('What it is called in reports'),
  uri: z.string().min(1).describe('Folder of the base model, relative to this file'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits: the digest that `slipway digest FOLDER` prints')
    .describe('What `slipway digest FOLDER` prints: a run refuses any other weights'),
});

const config = z.strictObject({
  kind: z.literal('trl'),
  queue: z
    .string()
    // A dot sets a client's queues apart, and which client that is follows from the model.
    .regex(/^[A-Za-z0-9_-]{1,100}$/, 'expected a name such as gpu-a100, without the client, which is put before it')
    .default('gpu')
    .describe('Task queue of the workers that train'),
  baseModel: baseModel.describe('What is fine-tuned: a folder with safetensors and a tokenizer'),
  method: z.literal('lora').default('lora').describe('Trains small matrices beside the weights'),
  loraRank: z.int().min(1).default(16).describe('Size of these matrices: more learns more and needs more memory'),
  loraAlpha: z.int().min(1).default(32).describe('How strongly they count, commonly twice the rank'),
  loraDropout: z.number().min(0).lt(1).default(0).describe('Share of them that a step leaves out, against learning by heart'),
  learningRate: z.number().gt(0).default(2e-4).describe('How far a step goes; too far diverges'),
  epochs: z.number().gt(0).default(3).describe('How often each example is seen'),
  maxSteps: z.int().min(1).optional().describe('Trains exactly so many steps, whatever `epochs` says'),
  batchSize: z.int().min(1).default(16).describe('Examples in a step; fewer need less memory'),
  maxLengthTokens: z.int().min(16).default(1024).describe('Longer rows are left out; more than one in twenty ends the run'),
  warmupSteps: z.int().min(0).default(5).describe('Steps in which the learning rate rises'),
  seed: z.int().min(0).default(7).describe('The same seed gives the same order of rows'),
  evalEverySteps: z.int().min(1).default(50).describe('Steps between two measurements on the validation rows'),
  earlyStopping: z
    .strictObject({ patience: z.int().min(1).describe('Measurements without a gain') })
    .optional()
    .describe('Ends training when the validation rows gain nothing any more'),
  // Loading and merging a large model are the longest silences, and take minutes.
  stallTimeout: z
    .string()
    .regex(durationPattern, 'expected a duration such as 90s, 5m or 2h')
    .default('30m')
    .describe('A trainer that reports nothing for so long is stopped; the next attempt resumes'),
});

export type TrlConfig = z.output<typeof config>;

const event = z.looseObject({
  event: z.enum(['started', 'ready', 'step', 'eval', 'checkpoint', 'done', 'failed']),
  step: z.number().optional(),
  maxSteps: z.number().nullish(),
  loss: z.number().nullish(),
  path: z.string().optional(),
  type: z.string().optional(),
  message: z.string().optional(),
});

const broken = 'check the Python environment with slipway doctor and start another run';

const curve = z.array(z.strictObject({ step: z.int().nonnegative(), loss: z.number() }));

const resultFile = z.looseObject({
  adapterSha256: z.string().regex(/^[0-9a-f]{64}$/),
  curves: z.strictObject({ train: curve, validation: curve }),
});

export const trl = defineTrainer({
  kind: 'trl',
  config,

  async submit(host, job, trlConfig: TrlConfig) {
    const configFile = join(job.workDir, 'config.json');
    await writeFile(configFile, JSON.stringify(trainerInput(job, trlConfig, host.threads)), { flag: 'wx' });
    const child = await host.processes.start({
      program: host.python,
      args: [join(host.programsDir, 'train', 'main.py'), configFile],
      cwd: job.workDir,
      env: { OMP_NUM_THREADS: String(host.threads) },
      logFile: join(job.workDir, 'trainer.log'),
    });
    return { ...child, workDir: job.workDir };
  },

  async poll(host, { pid, startTicks, workDir }) {
    // Alive is read before the file: a trainer that ends in between has then already written its last line.
    const alive = host.processes.isAlive(pid, startTicks);
    const progress = await readProgress(workDir);
    if (progress.state !== 'running' || alive) return progress;
    const { text } = await tailOf(join(workDir, 'trainer.log'), 2_000);
    const message = `the trainer ended without a result; last output: ${text === '' ? 'none' : text}`;
    return { ...progress, state: 'failed', failure: { type: 'TrainerCrashed', message } };
  },

  async cancel(host, { pid, startTicks }) {
    await host.processes.stopGroup(pid, 5_000, startTicks);
  },

  async collect({ workDir }) {
    const { curves, ...metadata } = await readResult(join(workDir, 'result.json'));
    const adapterDir = join(workDir, 'adapter');
    const mergedDir = join(workDir, 'merged');
    const weights = join(adapterDir, 'adapter_model.safetensors');
    for (const path of [
      weights,
      join(adapterDir, 'adapter_config.json'),
      join(mergedDir, 'model.safetensors'),
      join(mergedDir, 'config.json'),
    ]) {
      await expectFile(path);
    }
    const sha256 = await sha256OfFile(weights);
    if (sha256 !== metadata.adapterSha256) {
      throw new ArtifactInvalidError(
        `${weights}: expected SHA-256 ${metadata.adapterSha256}, as the trainer reported, got ${sha256}; ${broken}`,
      );
    }
    return { adapterDir, adapterSha256: sha256, mergedDir, metadata, curves };
  },
});

function trainerInput(job: TrainingJob, trlConfig: TrlConfig, threads: number): object {
  const { kind, queue, baseModel: base, stallTimeout, earlyStopping, ...recipe } = trlConfig;
  return {
    baseModelDir: job.baseModelDir,
    trainFile: job.trainFile,
    validationFile: job.validationFile,
    outputDir: job.workDir,
    resumeFrom: job.resumeFrom,
    recipe: { ...recipe, maxSteps: recipe.maxSteps ?? null, earlyStoppingPatience: earlyStopping?.patience ?? null, threads },
  };
}

async function readResult(path: string): Promise<z.output<typeof resultFile>> {
  await expectFile(path);
  try {
    return resultFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new ArtifactInvalidError(`${path}: expected JSON with adapterSha256 and curves, got ${String(error)}; ${broken}`, {
      cause: error,
    });
  }
}

async function expectFile(path: string): Promise<void> {
  const entry = await stat(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (entry?.isFile() === true && entry.size > 0) return;
  const found = entry === undefined ? 'nothing is there' : 'it is empty or a folder';
  throw new ArtifactInvalidError(`${path}: expected a file, since the trainer says that it is done, ${found}; ${broken}`);
}

type TrainerEvent = z.output<typeof event>;

async function readProgress(workDir: string): Promise<TrainingProgress> {
  const { text, size } = await tailOf(join(workDir, 'progress.jsonl'), 262_144);
  // The first line of a tail and a line still being written may be incomplete: they are left for the next poll.
  const events = text.split('\n').flatMap((line) => {
    try {
      const parsed = event.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
  return { revision: size, ...summarize(events) };
}

function summarize(events: readonly TrainerEvent[]): Omit<TrainingProgress, 'revision'> {
  const last = (kind: TrainerEvent['event']): TrainerEvent | undefined => events.findLast((entry) => entry.event === kind);
  const step = last('step');
  const checkpoint = last('checkpoint');
  const failed = last('failed');
  return {
    state: failed !== undefined ? 'failed' : last('done') !== undefined ? 'done' : 'running',
    step: step?.step ?? 0,
    maxSteps: step?.maxSteps ?? null,
    loss: step?.loss ?? null,
    validationLoss: last('eval')?.loss ?? null,
    checkpoint: checkpoint?.path === undefined ? null : { step: checkpoint.step ?? 0, path: checkpoint.path },
    failure: failed === undefined ? null : failureOf(failed),
  };
}

function failureOf({ type, message }: TrainerEvent): { readonly type: string; readonly message: string } {
  return { type: type ?? 'TrainerCrashed', message: message ?? 'no reason given' };
}

/** Empty when the file is not there yet. */
async function tailOf(path: string, bytes: number): Promise<{ readonly text: string; readonly size: number }> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return { text: '', size: 0 };
  try {
    const { size } = await file.stat();
    const length = Math.min(size, bytes);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return { text: buffer.toString('utf8'), size };
  } finally {
    await file.close();
  }
}
