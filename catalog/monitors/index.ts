/** The monitors that a pipeline file may name. Adding one: its file, its import, its place in the list. */

import { z } from 'zod';
import type { Verdict } from '../../domain/verdict.js';
import { schemasOf, type Monitor, type MonitorQuestion } from '../define.js';
import { errorRate } from './error-rate.js';
import { outputQuality } from './output-quality.js';

export const monitors = [errorRate, outputQuality] as const;

export const monitorConfig = z.discriminatedUnion('kind', schemasOf(monitors));

export type MonitorConfig = z.output<typeof monitorConfig>;

/** Judges by the monitor that the config names. Throws for a kind that is not in the list. */
export function judgeMonitor(config: MonitorConfig, question: MonitorQuestion): Verdict {
  return monitorOf(config.kind).judge(question, config);
}

/** A monitor's own config type is narrower than the union; `kind`, which found the monitor, is what makes them meet. */
function monitorOf(kind: string): Monitor<string, z.ZodType<MonitorConfig>> {
  const monitor = monitors.find((entry) => entry.kind === kind);
  if (monitor === undefined) throw new Error(`no monitor ${kind}; known: ${monitors.map((entry) => entry.kind).join(', ')}`);
  return monitor;
}
