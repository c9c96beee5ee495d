/** The pipeline file as a schema. No transforms, so that the same schema is exported for editors; policy lives here, hosts and secrets never. */

import { z } from 'zod';
import { dataConfig } from '../catalog/data.js';
import { gateConfig } from '../catalog/gates/index.js';
import { evaluateConfig } from '../catalog/evaluators/index.js';
import { monitorConfig } from '../catalog/monitors/index.js';
import { runtimeConfig } from '../catalog/runtimes/index.js';
import { trainerConfig } from '../catalog/trainers/index.js';
import { durationPattern } from '../domain/duration.js';
import { ggufQuantizations } from '../gguf/quantizations.js';

const duration = z.string().regex(durationPattern, 'expected a duration such as 90s, 5m or 2h');

const task = z.strictObject({
  kind: z
    .enum(['chat', 'completion', 'classification', 'extraction'])
    .default('chat')
    .describe('What the model is for: a classification compares labels, everything else the whole answer'),
  labelPath: z.string().optional().describe('Where the label is in a JSON answer, such as intent or result.intent'),
  answer: z
    .enum(['text', 'json'])
    .default('text')
    .describe('Form of the answers; the gateway counts what is not JSON where JSON is promised'),
  labels: z.array(z.string().min(1)).min(2).optional().describe('All labels; with them the gateway counts answers outside the set'),
});

const approval = z.strictObject({
  when: z
    .array(z.enum(['always', 'baseModelChanged', 'recipeChanged', 'chatTemplateChanged']))
    .min(1)
    .describe('Which candidates wait for a person; one with another chat template does in any case'),
  timeout: duration.default('72h').describe('Not approved within this time, such as 72h, is rejected'),
});

const canary = z.strictObject({
  kind: z.literal('canary'),
  steps: z
    .array(
      z.strictObject({
        weightPercent: z.number().gt(0).max(100).describe('Share of the requests that the candidate answers'),
        hold: duration.optional().describe('How long this step is looked at, such as 2h; not for the last step, which is the watch'),
      }),
    )
    .min(1)
    .default([{ weightPercent: 5, hold: '2h' }, { weightPercent: 25, hold: '4h' }, { weightPercent: 100 }])
    .describe('Rising shares of the requests; the last is 100'),
  lookEvery: duration.default('5m').describe('Time between two looks at the monitors, such as 5m'),
});

const watch = z.strictObject({
  for: duration.default('24h').describe('How long a released version is watched, such as 24h'),
  every: z
    .array(
      z.strictObject({
        until: duration.describe('Since the watch began, such as 1h'),
        interval: duration.describe('Time between two looks until then, such as 5m'),
      }),
    )
    .min(1)
    .default([
      { until: '1h', interval: '5m' },
      { until: '6h', interval: '15m' },
      { until: '24h', interval: '1h' },
    ])
    .describe('How often it is looked at; later ever more rarely'),
  holdbackPercent: z.number().min(0).max(50).default(2).describe('Share that the old version still answers, to compare with'),
});

const release = z.strictObject({
  runtime: runtimeConfig.prefault({ kind: 'llama-server' }).describe('What serves the model'),
  strategy: canary.prefault({ kind: 'canary' }).describe('How a candidate gets to all users'),
  monitors: z
    .array(monitorConfig)
    .default([])
    .describe('What is compared live between candidate and control; without one, time alone promotes'),
  minimumSamples: z.int().min(1).default(100).describe('Answers of the candidate that a look needs before it can pass'),
  maxHold: z
    .string()
    .regex(/^\d+(\.\d+)?x$/, 'expected a factor such as 2x')
    .default('2x')
    .describe('While there are too few samples, a hold lasts up to so many times its length'),
  onInconclusive: z.enum(['rollBack', 'promote']).default('rollBack').describe('What happens when there are still too few samples then'),
  watch: watch.prefault({}).describe('After the release: the old version stays warm, and a look can still roll back'),
});

const retention = z.strictObject({
  rejected: duration.default('30d').describe('Age after which the weights and the data of rejected versions may go, such as 30d'),
  unreferenced: duration.default('7d').describe('Age after which artifacts and data that nothing refers to may go, such as 7d'),
  merged: duration
    .default('30d')
    .describe('Time after which the merged weights of versions that no longer serve may go; their adapter and GGUF stay'),
});

const price = z.number().min(0);

const cost = z
  .strictObject({
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'expected a currency such as EUR')
      .describe('As shown in reports, such as EUR'),
    gpuHour: price.describe('Price of one hour of the machine that trains; on the queue `cpu`, cpuHour applies'),
    cpuHour: price.describe('Price of one hour of the machine that validates, packages and evaluates'),
  })
  .describe('Prices, from which run reports tell what a run cost. Nothing is decided by them');

export const pipelineSpec = z.strictObject({
  model: z
    .string()
    .regex(/^[a-z0-9-]{1,40}(\.[a-z0-9-]{1,40})?$/, 'expected lower-case letters, digits and dashes')
    .describe('Name of the model and of this file; users ask for it by this name'),
  task: task.prefault({}).describe('What the model is for: how answers are compared and checked'),
  triggers: z
    .strictObject({ cooldown: duration.default('48h').describe('Shortest pause between the end of a run and the next, such as 48h') })
    .optional()
    .describe('What may start a run'),
  data: dataConfig.describe('Examples to train on and to test with'),
  train: trainerConfig.describe('How the model is trained'),
  package: z
    .strictObject({
      quantization: z.enum(ggufQuantizations).default('Q4_K_M').describe('Size against exactness of the GGUF file that is served'),
    })
    .prefault({})
    .describe('How the model becomes the file that is served'),
  evaluate: evaluateConfig.describe('What the packaged file is asked before the gates judge it'),
  gates: z
    .array(gateConfig)
    .min(1)
    .prefault([{ kind: 'accuracy' }, { kind: 'regression' }, { kind: 'latency' }, { kind: 'safety' }, { kind: 'model-size' }])
    .describe('Each must pass, or the candidate is rejected and production stays as it is'),
  approval: approval.optional().describe('Candidates that a person must approve before they are released'),
  release: release.prefault({}).describe('How an accepted candidate gets to users, and what takes it back'),
  retention: retention.prefault({}).describe('What slipway gc may remove; never what was accepted or ever served, nor any record'),
  notify: z
    .array(
      z.strictObject({
        kind: z.literal('webhook'),
        url: z
          .string()
          .regex(/^env:[A-Z][A-Z0-9_]*$/, 'expected env:NAME; addresses stay out of YAML')
          .describe('env:NAME, the environment variable of the worker that holds the address'),
      }),
    )
    .default([])
    .describe('Who is told of alarms, approvals and the end of runs'),
  cost: cost.optional(),
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
