/** The pipeline file as a schema. No transforms, so that the same schema is exported for editors; policy lives here, hosts and secrets never. */

import { z } from 'zod';
import { gateConfig } from '../catalog/gates/index.js';
import { evaluateConfig } from '../catalog/evaluators/index.js';
import { monitorConfig } from '../catalog/monitors/index.js';
import { runtimeConfig } from '../catalog/runtimes/index.js';
import { trainerConfig } from '../catalog/trainers/index.js';
import { durationPattern } from '../domain/duration.js';
import { ggufQuantizations } from '../gguf/quantizations.js';

const duration = z.string().regex(durationPattern, 'expected a duration such as 90s, 5m or 2h');
const percent = z.number().min(0).max(100);

const task = z.strictObject({
  kind: z.enum(['chat', 'completion', 'classification', 'extraction']).default('chat'),
  labelPath: z.string().optional().describe('Where the label is in a JSON answer'),
  answer: z.enum(['text', 'json']).default('text'),
  labels: z.array(z.string().min(1)).min(2).optional().describe('All labels; with them the gateway counts answers outside the set'),
});

const data = z.strictObject({
  sources: z.array(z.string().min(1)).min(1).describe('JSONL files or folders, relative to this file'),
  minimumNewExamples: z.int().min(1).default(100),
  heldOut: z.strictObject({ percent: percent.default(10), groupBy: z.string().optional() }).prefault({}),
  validation: z.strictObject({ percent: percent.default(5) }).prefault({}),
});

const approval = z.strictObject({
  when: z.array(z.enum(['always', 'baseModelChanged', 'recipeChanged'])).min(1),
  timeout: duration.default('72h'),
});

const canary = z.strictObject({
  kind: z.literal('canary'),
  steps: z
    .array(z.strictObject({ weightPercent: z.number().gt(0).max(100), hold: duration.optional() }))
    .min(1)
    .default([{ weightPercent: 5, hold: '2h' }, { weightPercent: 25, hold: '4h' }, { weightPercent: 100 }]),
  lookEvery: duration.default('5m'),
});

const watch = z.strictObject({
  for: duration.default('24h'),
  every: z
    .array(z.strictObject({ until: duration, interval: duration }))
    .min(1)
    .default([
      { until: '1h', interval: '5m' },
      { until: '6h', interval: '15m' },
      { until: '24h', interval: '1h' },
    ]),
  holdbackPercent: z.number().min(0).max(50).default(2),
});

const release = z.strictObject({
  runtime: runtimeConfig.prefault({ kind: 'llama-server' }),
  strategy: canary.prefault({ kind: 'canary' }),
  monitors: z.array(monitorConfig).default([]),
  minimumSamples: z.int().min(1).default(100),
  maxHold: z
    .string()
    .regex(/^\d+(\.\d+)?x$/, 'expected a factor such as 2x')
    .default('2x'),
  onInconclusive: z.enum(['rollBack', 'promote']).default('rollBack'),
  watch: watch.prefault({}),
});

export const pipelineSpec = z.strictObject({
  model: z.string().regex(/^[a-z0-9-]{1,40}(\.[a-z0-9-]{1,40})?$/, 'expected lower-case letters, digits and dashes'),
  task: task.prefault({}),
  triggers: z.strictObject({ cooldown: duration.default('48h') }).optional(),
  data,
  train: trainerConfig,
  package: z.strictObject({ quantization: z.enum(ggufQuantizations).default('Q4_K_M') }).prefault({}),
  evaluate: evaluateConfig,
  gates: z
    .array(gateConfig)
    .min(1)
    .prefault([{ kind: 'accuracy' }, { kind: 'regression' }, { kind: 'latency' }, { kind: 'safety' }, { kind: 'model-size' }]),
  approval: approval.optional(),
  release: release.prefault({}),
  notify: z
    .array(
      z.strictObject({
        kind: z.literal('webhook'),
        url: z.string().regex(/^env:[A-Z][A-Z0-9_]*$/, 'expected env:NAME; addresses stay out of YAML'),
      }),
    )
    .default([]),
});

export type PipelineSpec = z.output<typeof pipelineSpec>;

/** What a run is started with: the parsed file, its paths made absolute, and the digest that names it. */
export interface ResolvedSpec {
  readonly spec: PipelineSpec;
  /** SHA-256 of the canonical JSON of `spec`. */
  readonly digest: string;
  /** SHA-256 of the canonical JSON of how the model is trained: trainer, base model and recipe. */
  readonly recipeDigest: string;
  /** What this file leaves unprotected, in sentences. */
  readonly unprotected: readonly string[];
}
