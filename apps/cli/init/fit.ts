/** Turns the size of the data into figures of the pipeline file. Pure: rows and bytes in, figures and warnings out. */

import type { Fitted, Plan } from './plan.js';

export interface Measured extends Pick<Plan, 'examples' | 'base' | 'trial'> {
  readonly bytes: Plan['found']['bytes'];
  /** Taken out for the regression suite. */
  readonly inSuite: number;
}

/** Of the schema. */
const defaults = { heldOutPercent: 10, minimumItems: 30, minimumNewExamples: 100, maxTokens: 64, contextTokens: 512 } as const;
const trialNewExamples = 50;
const mostHeldOutPercent = 30;
const fewestItems = 5;
/** Two standard deviations: the split goes by digests, so the number of rows on a side is left to chance. */
const deviations = 2;

/** Cautious: ordinary tokenizers take 3 to 4 bytes of English a token, and the tiny one, which has seen little, 1.6 to 3.5. */
const bytesPerToken = { tiny: 1.6, ordinary: 2.5 } as const;
/** What a chat template adds to a row. */
const templateTokens = 20;
/** Rows of this length cost nothing where there are none. */
const generousLength = { tiny: 192, ordinary: 1024 } as const;

export function fit(measured: Measured): Fitted {
  const rows = Math.max(0, measured.examples - measured.inSuite);
  const split = splitOf(rows);
  const wanted = measured.trial ? trialNewExamples : defaults.minimumNewExamples;
  const lengths = lengthsOf(measured);
  return {
    ...split,
    // A first run whose data is below its own minimum would be skipped.
    minimumNewExamples: Math.max(1, Math.min(wanted, Math.floor(rows / 2))),
    ...lengths,
    warnings: [...tooFew(rows, split.minimumItems), ...lengths.warnings],
  };
}

function splitOf(rows: number): Pick<Fitted, 'heldOutPercent' | 'minimumItems'> {
  for (let percent: number = defaults.heldOutPercent; percent <= mostHeldOutPercent; percent += 1) {
    if (surelyHeldOut(rows, percent) >= defaults.minimumItems) return { heldOutPercent: percent, minimumItems: defaults.minimumItems };
  }
  return { heldOutPercent: mostHeldOutPercent, minimumItems: Math.max(fewestItems, Math.floor(surelyHeldOut(rows, mostHeldOutPercent))) };
}

function surelyHeldOut(rows: number, percent: number): number {
  const share = percent / 100;
  return rows * share - deviations * Math.sqrt(rows * share * (1 - share));
}

function tooFew(rows: number, minimumItems: number): string[] {
  if (minimumItems >= defaults.minimumItems) return [];
  return [
    `${rows} examples leave few for tests: the accuracy gate asks for ${minimumItems} held-out rows and not for ${defaults.minimumItems}, so it sees large losses alone; give about 150 or more`,
  ];
}

function lengthsOf({ bytes, base }: Measured): Pick<Fitted, 'maxLengthTokens' | 'maxTokens' | 'contextTokens' | 'warnings'> {
  const kind = base.isTiny ? 'tiny' : 'ordinary';
  const tokens = (count: number): number => Math.ceil(count / bytesPerToken[kind]);
  const most = base.maximumTokens ?? Number.POSITIVE_INFINITY;
  const needed = tokens(bytes.row.most) + templateTokens;
  const answer = Math.max(defaults.maxTokens, roundUp(tokens(bytes.answer.longest), 32));
  return {
    maxLengthTokens: Math.min(Math.max(generousLength[kind], roundUp(needed, 64)), most),
    maxTokens: Math.min(answer, 8_192, most),
    contextTokens: Math.min(Math.max(defaults.contextTokens, roundUp(tokens(bytes.row.longest) + templateTokens, 256)), most),
    warnings:
      needed <= most
        ? []
        : [
            `the longest rows have about ${needed} tokens and ${base.name} reads ${most}: where more than one row in twenty is too long, training refuses; shorten them or take another base model`,
          ],
  };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
