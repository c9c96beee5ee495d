/** LoRA fine-tuning by TRL and PEFT, in a Python process group of its own that reports by a file of JSON lines. */

import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { defineTrainer, type TrainingHandle, type TrainingJob, type TrainingProgress } from '../define.js';

const baseModel = z.strictObject({
  name: z.string().min(1),
  uri: z.string().min(1).describe('Folder of the base model, relative to this file'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits: the digest that `slipway digest FOLDER` prints'),
});

const config = z.strictObject({
  kind: z.literal('trl'),
  queue: z.string().default('gpu'),
  baseModel,
  method: z.literal('lora').default('lora'),
  loraRank: z.int().min(1).default(16),
  loraAlpha: z.int().min(1).default(32),
  loraDropout: z.number().min(0).lt(1).default(0),
  learningRate: z.number().gt(0).default(2e-4),
  epochs: z.number().gt(0).default(3),
  maxSteps: z.int().min(1).optional().describe('Trains exactly so many steps, whatever `epochs` says'),
  batchSize: z.int().min(1).default(16),
  maxLengthTokens: z.int().min(16).default(1024),
  warmupSteps: z.int().min(0).default(5),
  seed: z.int().min(0).default(7),
  evalEverySteps: z.int().min(1).default(50),
  earlyStopping: z.strictObject({ patience: z.int().min(1) }).optional(),
});

export type TrlConfig = z.output<typeof config>;

const handleFile = z.strictObject({ pid: z.int().positive() });

const event = z.looseObject({
  event: z.enum(['started', 'ready', 'step', 'eval', 'checkpoint', 'done', 'failed']),
  step: z.number().optional(),
  maxSteps: z.number().nullish(),
  loss: z.number().nullish(),
  path: z.string().optional(),
  type: z.string().optional(),
  message: z.string().optional(),
});

const resultFile = z.looseObject({ adapterSha256: z.string().regex(/^[0-9a-f]{64}$/) });

export const trl = defineTrainer({
  kind: 'trl',
  config,

  async submit(host, job, trlConfig: TrlConfig) {
    const earlier = await readHandle(job.workDir);
    if (earlier !== undefined) return earlier;
    const configFile = join(job.workDir, 'config.json');
    await writeFile(configFile, JSON.stringify(trainerInput(job, trlConfig, host.threads)));
    const { pid } = await host.processes.start({
      program: host.python,
      args: [join(host.programsDir, 'train', 'main.py'), configFile],
      cwd: job.workDir,
      env: { OMP_NUM_THREADS: String(host.threads) },
      logFile: join(job.workDir, 'trainer.log'),
    });
    const temporary = join(job.workDir, 'handle.json.tmp');
    await writeFile(temporary, JSON.stringify({ pid }));
    await rename(temporary, join(job.workDir, 'handle.json'));
    return { pid, workDir: job.workDir };
  },

  async poll(host, handle) {
    // Alive is read before the file: a trainer that ends in between has then already written its last line.
    const alive = host.processes.isAlive(handle.pid);
    const progress = summarize(await readEvents(handle.workDir));
    if (progress.state !== 'running' || alive) return progress;
    const message = `the trainer ended without a result; last output: ${await tailOf(join(handle.workDir, 'trainer.log'), 2_000)}`;
    return { ...progress, state: 'failed', failure: { type: 'TrainerCrashed', message } };
  },

  async cancel(host, handle) {
    await host.processes.stopGroup(handle.pid, 5_000);
  },

  async collect(handle) {
    const metadata = resultFile.parse(JSON.parse(await readFile(join(handle.workDir, 'result.json'), 'utf8')));
    return {
      adapterDir: join(handle.workDir, 'adapter'),
      adapterSha256: metadata.adapterSha256,
      mergedDir: join(handle.workDir, 'merged'),
      metadata,
    };
  },
});

function trainerInput(job: TrainingJob, trlConfig: TrlConfig, threads: number): object {
  const { kind, queue, baseModel: base, earlyStopping, ...recipe } = trlConfig;
  return {
    baseModelDir: job.baseModelDir,
    trainFile: job.trainFile,
    validationFile: job.validationFile,
    outputDir: job.workDir,
    resumeFrom: job.resumeFrom,
    recipe: { ...recipe, maxSteps: recipe.maxSteps ?? null, earlyStoppingPatience: earlyStopping?.patience ?? null, threads },
  };
}

async function readHandle(workDir: string): Promise<TrainingHandle | undefined> {
  const text = await readFile(join(workDir, 'handle.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : { pid: handleFile.parse(JSON.parse(text)).pid, workDir };
}

type TrainerEvent = z.output<typeof event>;

async function readEvents(workDir: string): Promise<TrainerEvent[]> {
  const tail = await tailOf(join(workDir, 'progress.jsonl'), 262_144);
  // The first line of a tail and a line still being written may be incomplete: they are left for the next poll.
  return tail.split('\n').flatMap((line) => {
    try {
      const parsed = event.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}

function summarize(events: readonly TrainerEvent[]): TrainingProgress {
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

async function tailOf(path: string, bytes: number): Promise<string> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return '';
  try {
    const { size } = await file.stat();
    const length = Math.min(size, bytes);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8');
  } finally {
    await file.close();
  }
}
