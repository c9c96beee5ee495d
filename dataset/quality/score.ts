/**
 * What the signals of an example are worth: a score from 0 to 1, with the reasons for what is missing. Apart from the reading, so that
 * thresholds can change and be applied to stored signals. Made for answers of chats, labels and calls; rules for web pages do not apply.
 */

import type { QualitySignals } from './signals.js';

/** Part of a version's name: to be raised with every change of signals or score. */
export const qualityVersion = 1;

export const qualityReasons = [
  'empty-answer',
  'no-words',
  'redacted',
  'repetitive',
  'duplicate-lines',
  'truncated',
  'broken-format',
  'refusal',
  'echo',
  'placeholder',
  'mojibake',
  'script-mismatch',
  'low-rating',
] as const;
export type QualityReason = (typeof qualityReasons)[number];

export interface QualityScore {
  /** 0 to 1, three decimals. */
  readonly score: number;
  /** The worst first. */
  readonly reasons: readonly QualityReason[];
}

type Penalty = (signals: QualitySignals) => number;

/** Fewer words repeat without meaning anything by it. */
const fewestForRepetition = 20;
const fewestForEcho = 8;

/** What each takes off, 0 to 1; what is left is multiplied. Above 0.7 one alone falls below the default minimum of 0.3. */
const penalties: readonly (readonly [QualityReason, Penalty])[] = [
  ['empty-answer', ({ answerChars }) => (answerChars === 0 ? 1 : 0)],
  // A thumbs-up, or a minus sign as a label.
  ['no-words', ({ answerChars, answerWords }) => (answerChars > 0 && answerWords === 0 ? 0.5 : 0)],
  ['redacted', ({ redacted }) => (redacted >= 0.8 ? 0.8 : 0)],
  ['repetitive', repetition],
  ['duplicate-lines', ({ duplicateLines, structured }) => (structured === 1 ? 0 : 0.8 * ramp(duplicateLines, 0.2, 0.7))],
  ['truncated', ({ truncated }) => (truncated === 1 ? 0.6 : truncated * 0.6)],
  ['broken-format', ({ formatCompliance }) => 0.8 * (1 - formatCompliance)],
  // With an explanation or another offer it is an answer that some want to train.
  ['refusal', ({ refusal, answerWords }) => (refusal === 0 ? 0 : 0.75 - 0.45 * ramp(answerWords, 25, 50))],
  ['echo', echo],
  ['placeholder', ({ placeholder }) => (placeholder === 0 ? 0 : 0.1 + 0.7 * ramp(placeholder, 0.02, 0.4))],
  ['mojibake', ({ mojibake, answerWords }) => (mojibake === 0 ? 0 : Math.min(0.85, 0.15 + (8 * mojibake) / Math.max(1, answerWords)))],
  ['script-mismatch', scriptMismatch],
  // Half of the scale is fine; the lowest mark alone filters.
  ['low-rating', ({ rating }) => (rating === null ? 0 : 0.8 * (1 - ramp(rating, 0, 0.5)))],
];

/** Pure. */
export function scoreOf(signals: QualitySignals): QualityScore {
  const found: { readonly reason: QualityReason; readonly penalty: number }[] = [];
  let score = 1;
  for (const [reason, penaltyOf] of penalties) {
    const penalty = penaltyOf(signals);
    if (penalty < 0.0005) continue;
    score *= 1 - penalty;
    found.push({ reason, penalty });
  }
  if (found.length === 0) return perfect;
  const reasons = found.toSorted((a, b) => b.penalty - a.penalty).map(({ reason }) => reason);
  return { score: Math.round(score * 1000) / 1000, reasons };
}

const perfect: QualityScore = { score: 1, reasons: [] };

/**
 * From the limits of Gopher (Rae et al. 2021, table A1: 0.20, 0.18 and 0.16 for the most frequent run of two, three and four; 0.15 for
 * runs of five), where a web page would be dropped, to where an answer says nothing else.
 */
function repetition({ answerWords, structured, topTwoGram, topThreeGram, topFourGram, duplicateFiveGrams }: QualitySignals): number {
  if (structured === 1 || answerWords < fewestForRepetition) return 0;
  const worst = Math.max(
    ramp(topTwoGram, 0.2, 0.6),
    ramp(topThreeGram, 0.18, 0.6),
    ramp(topFourGram, 0.16, 0.6),
    ramp(duplicateFiveGrams, 0.15, 0.7),
  );
  return 0.85 * worst;
}

/** An extract is a good answer; the whole question once more is none. */
function echo({ echo: share, answerWords, promptWords, structured }: QualitySignals): number {
  if (structured === 1 || answerWords < fewestForEcho) return 0;
  return 0.78 * ramp(share, 0.8, 0.97) * ramp(answerWords / Math.max(1, promptWords), 0.5, 0.9);
}

/** Mild, because translations look the same. A word or two may be a label. */
function scriptMismatch({ scriptMismatch: share, answerWords, structured }: QualitySignals): number {
  if (structured === 1 || answerWords < 5) return 0;
  return 0.3 * ramp(share, 0.5, 1);
}

/** 0 up to `from`, 1 from `to` on, a straight line between. */
function ramp(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}
