/** Every trainer that a pipeline file may name. */

import { z } from 'zod';
import { trl } from './trl.js';

export const trainers = [trl] as const;

export const trainerConfig = z.discriminatedUnion('kind', [trl.config]);

export type TrainerConfig = z.output<typeof trainerConfig>;

export function trainerOf(config: TrainerConfig): (typeof trainers)[number] {
  const trainer = trainers.find((entry) => entry.kind === config.kind);
  if (trainer === undefined) throw new Error(`no trainer ${config.kind}; known: ${trainers.map((entry) => entry.kind).join(', ')}`);
  return trainer;
}
