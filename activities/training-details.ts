/** What one attempt at training leaves to the next by heartbeat: how far it came, where to resume, and how often trainers crashed. */

import { z } from 'zod';
import type { TrainingProgress } from '../catalog/define.js';

/** Small, because it travels with every heartbeat. What a worker of an earlier version left out has a default. */
const trainingDetails = z.object({
  /** Of the trainer that ran last: what it saved after the last heartbeat that arrived is still to be asked of it. */
  handle: z.object({ pid: z.int().positive(), startTicks: z.string().nullable(), workDir: z.string() }).nullable().default(null),
  checkpoint: z.string().nullable(),
  step: z.number(),
  maxSteps: z.number().nullable(),
  loss: z.number().nullable(),
  /** Trainers that crashed or hung since the last new checkpoint. */
  crashes: z.int().min(0).default(0),
});

export type TrainingDetails = z.output<typeof trainingDetails>;

/** Undefined at the first attempt; training that cannot tell where it was starts afresh. */
export function detailsFrom(heartbeatDetails: unknown): TrainingDetails | undefined {
  return trainingDetails.safeParse(heartbeatDetails).data;
}

/** A resumed attempt that has no checkpoint of its own yet still reports the one before: if it crashes too, that is where to resume. */
export function detailsAfter(
  before: TrainingDetails | undefined,
  handle: TrainingDetails['handle'],
  { checkpoint, step, maxSteps, loss }: TrainingProgress,
): TrainingDetails {
  return {
    handle,
    checkpoint: checkpoint?.path ?? before?.checkpoint ?? null,
    step,
    maxSteps,
    loss,
    crashes: checkpoint === null ? (before?.crashes ?? 0) : 0,
  };
}
