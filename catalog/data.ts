/** `data` of a pipeline file: its schema, and the policy that the dataset library takes from it. Here and not in configs/, because activities read it anew from specs that earlier releases have resolved. */

import { z } from 'zod';
import { redactionKinds, type DatasetPolicy } from '../dataset/policy.js';
import { durationPattern } from '../domain/duration.js';

/** A day, or a moment with its offset: without one it would be another moment on every machine. */
const momentPattern = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

const percent = z.number().min(0).max(100);

const heldOut = z.strictObject({
  percent: percent.default(10).describe('Share of the groups (of the rows, without groupBy) that is kept for tests'),
  groupBy: z.string().optional().describe('Key beside the content whose equal values stay on one side, such as conversationId'),
  after: z
    .string()
    .regex(momentPattern, 'expected a day such as 2026-10-01, or a time such as 2026-10-01T12:00:00Z')
    .optional()
    .describe('Rows from then on are kept for tests, in the place of a share of the groups'),
  embargo: z
    .string()
    .regex(durationPattern, 'expected a duration such as 12h or 7d')
    .optional()
    .describe('Rows within this time before `after` are in no split, such as 7d'),
  timeKey: z.string().min(1).default('createdAt').describe('Key with the time of a row, for `after`'),
});

const nearDuplicates = z.strictObject({
  similarity: z.number().min(0.5).max(1).default(0.95).describe('Jaccard similarity from which on two examples count as one'),
  shingle: z
    .string()
    .regex(/^(word|char)-[1-9]\d?$/, 'expected word-N or char-N, such as word-2')
    .default('word-2')
    .describe('What is compared: runs of N words or characters'),
  action: z.enum(['drop', 'flag']).default('drop').describe('drop keeps one of each; flag keeps all and lists them'),
});

const labelDrift = z.strictObject({
  warn: z.number().min(0).max(1).default(0.1).describe('Jensen-Shannon distance (0 to 0.83) of the labels, old and new, that is told'),
  fail: z.number().min(0).max(1).default(0.25).describe('Distance that rejects the data'),
});

export const dataConfig = z.strictObject({
  sources: z
    .array(z.string().min(1))
    .min(1)
    .describe('Files (.jsonl, .jsonl.gz, .jsonl.zst, .csv, .parquet) or folders, relative to this file, or s3://bucket/folder/'),
  minimumNewExamples: z.int().min(1).default(100).describe('With fewer examples that are new, a run is skipped'),
  minimumPerLabel: z.int().min(1).optional().describe('Examples that each label needs in the training set; without it, none'),
  maxQuarantinePercent: percent.default(1).describe('Share of lines that cannot be read from which on the data is rejected'),
  heldOut: heldOut.prefault({}).describe('Rows that no training sees; the accuracy gate asks them'),
  validation: z
    .strictObject({ percent: percent.default(5).describe('Share that training looks at to stop early') })
    .prefault({})
    .describe('Rows that training is measured on while it goes on'),
  nearDuplicates: nearDuplicates.prefault({}).describe('Examples that are nearly another one'),
  labelDrift: labelDrift.prefault({}).describe('How far the labels of new examples may be from those before'),
  missingValues: z
    .strictObject({ maxRisePoints: percent.default(5).describe('Percentage points') })
    .prefault({})
    .describe('By how much more often than before a field may be without a value'),
  quality: z
    .strictObject({ minimum: z.number().min(0).max(1).default(0.3).describe('Score from 0 to 1; examples below it are filtered') })
    .prefault({})
    .describe('What is too poor to learn from: broken off, repeated, refused, empty of content'),
  redact: z
    .array(z.enum(redactionKinds))
    .default([...redactionKinds])
    .describe('Personal data and secrets that are replaced by placeholders; [] replaces nothing'),
  contamination: z
    .strictObject({
      maxHits: z.int().min(0).default(0).describe('Examples that hold a suite item; more reject the data'),
      action: z.enum(['fail', 'filter']).default('fail').describe('filter takes such examples out, for suites that are cut from the data'),
    })
    .prefault({})
    .describe('Examples to train on that hold what a suite asks or answers'),
  newKinds: z
    .enum(['review', 'warn'])
    .default('review')
    .describe('A label, source or kind of task that was never seen: review waits for a person, warn only tells'),
});

export type DataConfig = z.output<typeof dataConfig>;

/** What `policyOf` reads of a spec. */
interface SpecOfData {
  /** By today's schema, or by that of an earlier release. */
  readonly data: Pick<DataConfig, 'sources'> & Partial<DataConfig>;
  readonly task: { readonly kind: string; readonly answer: string; readonly labelPath?: string | undefined };
}

/** The policy that a resolved spec asks for. Keys that its release did not know yet have their defaults. */
export function policyOf({ data, task }: SpecOfData): DatasetPolicy {
  const { sources: _, redact, ...policy } = dataConfig.parse(data);
  return {
    ...policy,
    profile: 'generic',
    // What a pipeline trains and asks.
    plainChat: true,
    labelPath: task.labelPath ?? (task.kind === 'classification' && task.answer === 'text' ? '' : undefined),
    // In one order, without repeats: the same kinds are the same version.
    redact: redactionKinds.filter((kind) => redact.includes(kind)),
  };
}

/** One sentence for each protection of the data that the file does without. */
export function unprotectedData({ redact, nearDuplicates, newKinds, quality, contamination }: DataConfig): string[] {
  const left = redactionKinds.filter((kind) => !redact.includes(kind));
  return [
    ...(left.length === 0 ? [] : [`data.redact leaves out ${left.join(', ')}: the model may learn them and repeat them`]),
    ...(nearDuplicates.action === 'drop' ? [] : ['data.nearDuplicates.action: flag: what is nearly the same is learned several times']),
    ...(quality.minimum > 0 ? [] : ['data.quality.minimum: 0: the poorest examples are trained on']),
    ...(contamination.maxHits === 0
      ? []
      : [`data.contamination.maxHits: ${contamination.maxHits}: so many examples that suites ask may be trained on`]),
    ...(newKinds === 'review' ? [] : ['data.newKinds: warn: labels, sources and tasks never seen before are trained on without a person']),
  ];
}
