/** The gates that a pipeline file may name. Adding one: its file, its import, its place in the list. */

import { z } from 'zod';
import type { Verdict } from '../../domain/verdict.js';
import type { Evidence } from '../../evaluation/results.js';
import { schemasOf, type Gate, type Need } from '../define.js';
import { accuracy } from './accuracy.js';
import { latency } from './latency.js';
import { modelSize } from './model-size.js';
import { regression } from './regression.js';
import { safety } from './safety.js';

export const gates = [accuracy, regression, safety, latency, modelSize] as const;

export const gateConfig = z.discriminatedUnion('kind', schemasOf(gates));

export type GateConfig = z.output<typeof gateConfig>;

/** Judges by the gate that the config names. Throws for a kind that is not in the list. */
export function judgeGate(config: GateConfig, evidence: Evidence): Verdict {
  return gateOf(config.kind).judge(evidence, config);
}

/** What must be measured for these gates, each once, in a fixed order. */
export function needsOf(configs: readonly GateConfig[]): Need[] {
  const needed = new Set(configs.flatMap((config) => gateOf(config.kind).needs));
  const order: readonly Need[] = ['heldOut', 'regression', 'safety', 'latency'];
  return order.filter((need) => needed.has(need));
}

/** A gate's own config type is narrower than the union; `kind`, which found the gate, is what makes them meet. */
function gateOf(kind: string): Gate<string, z.ZodType<GateConfig>> {
  const gate = gates.find((entry) => entry.kind === kind);
  if (gate === undefined) throw new Error(`no gate ${kind}; known: ${gates.map((entry) => entry.kind).join(', ')}`);
  return gate;
}
