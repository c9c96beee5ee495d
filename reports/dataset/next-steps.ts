/** What to do about data, by its outcome and by the checks that stopped it: sentences and, where there is one, the command. */

import type { Check, CheckName } from '../../dataset/check.js';
import type { DatasetReport } from '../../dataset/stage/report.js';
import type { NextStep } from '../page/next-steps.js';
import { decisiveChecks } from './headline.js';

/** @param sha256 of the report in the store of a pipeline; null for one that lies in a folder beside its page. */
export function datasetSteps(report: DatasetReport, sha256: string | null): NextStep[] {
  const { model } = report;
  const kept = model === null || sha256 === null ? null : { model, sha256 };
  switch (report.outcome) {
    case 'accepted':
      return [...acceptedSteps(report, kept !== null), ...lookAtWarnings(report)];
    case 'needs-review':
      return kept === null
        ? [{ text: `${look} A run with this data waits for a person; only what is meant should go into one.` }]
        : reviewSteps(kept);
    case 'skipped':
      return [
        {
          text: `Nothing has to be done: the next ${kept === null ? 'validation' : 'run'} counts these examples again, with what has come by then.`,
        },
      ];
    case 'rejected':
      return [...mending(report), ...againSteps(kept)];
    default:
      throw new Error(`unknown outcome ${String(report.outcome satisfies never)}`);
  }
}

interface Kept {
  readonly model: string;
  readonly sha256: string;
}

const look = 'Look at the samples and at the new labels below.';

function reviewSteps({ model, sha256 }: Kept): NextStep[] {
  const answer = `slipway approve ${model} RUN --evidence ${sha256}`;
  return [
    { text: `${look} If they are meant, let the run go on:`, command: `${answer} --reason "why"` },
    { text: 'If not, end it: the same with --reject. RUN is the run that waits, which this names:', command: `slipway status ${model}` },
  ];
}

function acceptedSteps({ model }: DatasetReport, isKept: boolean): NextStep[] {
  if (isKept) return [{ text: 'Nothing has to be done: the run goes on by itself.' }];
  const use = 'Train on splits/train.jsonl beside this page, stop early by splits/validation.jsonl, and test with splits/heldout.jsonl.';
  return [{ text: use }, ...(model === null ? [] : [{ text: 'A run does so:', command: `slipway run ${model}` }])];
}

function lookAtWarnings(report: DatasetReport): NextStep[] {
  return decisiveChecks(report).length === 0 ? [] : [{ text: 'When you have time, look at what the checks warn of.' }];
}

function mending(report: DatasetReport): NextStep[] {
  return decisiveChecks(report).flatMap((check) => {
    const text = mends[check.name]?.(check);
    return text === undefined ? [] : [{ text }];
  });
}

function againSteps(kept: Kept | null): NextStep[] {
  if (kept === null) return [{ text: 'Then give the same command again.' }];
  return [
    { text: 'Then look at it again:', command: `slipway data validate ${kept.model}` },
    { text: 'And start another run:', command: `slipway run ${kept.model}` },
  ];
}

/** Of the checks that can stop data. */
const mends: { readonly [Name in CheckName]?: (check: Check) => string } = {
  volume: () => 'volume: add examples that are not in the data yet.',
  format: ({ count }) =>
    `format: mend or leave out the ${count === 1 ? 'quarantined line' : `${count} quarantined lines`}; quarantine.jsonl names file, line, byte and fault of each.`,
  'schema-drift': () =>
    'schema-drift: give the fields their old names and types back; where the change is meant, begin a first version without a parent.',
  'missing-values': () => 'missing-values: fill the fields that are missing more often than before.',
  labels: () => 'labels: add examples of the labels that have become rare; where the world has changed, raise data.labelDrift.',
  'label-minimum': () => 'label-minimum: add examples of the labels with too few, or leave these labels out.',
  'new-kinds': () => 'new-kinds: when the rest is mended, a person is asked about what is new.',
  'near-duplicates': () => 'near-duplicates: choose longer shingles or a higher similarity.',
  split: () => 'split: change data.heldOut or data.validation, or give more groups, as its reason says.',
  contamination: () => 'contamination: leave out the examples that contamination.jsonl names, or test with other ones.',
  accounting: () => 'accounting: this is a bug of Slipway; report it with this page.',
};
