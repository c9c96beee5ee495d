/** Finds examples that stand far out of their set: in length, turns, length given their label, or script. Listed for a person, never dropped. */

import { robustScale, zOf, type RobustScale } from './robust-scale.js';

/** One entry an example, all of one length. */
export interface OutlierColumns {
  readonly words: Uint32Array;
  readonly turns: Uint32Array;
  readonly answerWords: Uint32Array;
  /** Any number for each label; `noLabel` where there is none. */
  readonly labels: Uint32Array;
  /** Share of letters outside Latin, 0 to 1. Robust in both directions: among Chinese texts it is the Latin one that stands out. */
  readonly rareScript: Float64Array;
}

export const noLabel = 0xffffffff;

export const outlierCodes = ['length', 'turns', 'answer-length', 'length-for-label', 'rare-script'] as const;
export type OutlierCode = (typeof outlierCodes)[number];

export interface Outlier {
  /** Into the columns. */
  readonly index: number;
  /** The one of its reasons with the largest z. */
  readonly code: OutlierCode;
  /** Robust: distance from the median in deviations. Positive is longer. */
  readonly z: number;
}

export interface Outliers {
  /** The most extreme ones first, at most `mostOutliers`. */
  readonly found: readonly Outlier[];
  readonly total: number;
  readonly examples: number;
}

export const mostOutliers = 1_000;
/** |z| above it. Of normal values 2 of a billion are there. */
export const outlierLimit = 6;

/** More than this share of a set is a group of its own, not outliers: it shows in the distributions. */
const largestShare = 0.05;
/** Fewer values have no middle worth the name. */
const smallestGroup = 30;
/** A spread of less than 25 % in length, or of 5 points in script, is not told from none. */
const logFloor = Math.log(1.25);
const shareFloor = 0.05;

/** Deterministic; takes about 30 bytes an example on top of the columns. */
export function findOutliers(columns: OutlierColumns): Outliers {
  const examples = columns.words.length;
  if (examples < smallestGroup) return { found: [], total: 0, examples };
  const measures = measuresOf(columns);
  const usual = measures.filter(({ z }) => {
    let beyond = 0;
    for (let index = 0; index < examples; index += 1) if (Math.abs(z(index)) > outlierLimit) beyond += 1;
    return beyond > 0 && beyond <= largestShare * examples;
  });
  let found: Outlier[] = [];
  let total = 0;
  for (let index = 0; index < examples; index += 1) {
    const outlier = worstOf(usual, index);
    if (outlier === null) continue;
    total += 1;
    found.push(outlier);
    if (found.length >= 4 * mostOutliers) found = mostExtreme(found);
  }
  return { found: mostExtreme(found), total, examples };
}

interface Measure {
  readonly code: OutlierCode;
  readonly z: (index: number) => number;
}

function measuresOf({ words, turns, answerWords, labels, rareScript }: OutlierColumns): Measure[] {
  const ofLength = (code: OutlierCode, lengths: Uint32Array): Measure => {
    const scale = robustScale(lengths.slice(), Math.log1p, logFloor);
    return { code, z: (index) => zOf(Math.log1p(lengths[index] ?? 0), scale) };
  };
  const script = robustScale(rareScript.slice(), (share) => share, shareFloor);
  const byLabel = scalesByLabel(words, labels);
  return [
    ofLength('length', words),
    ofLength('turns', turns),
    ofLength('answer-length', answerWords),
    {
      code: 'length-for-label',
      z: (index) => {
        const scale = byLabel.get(labels[index] ?? noLabel);
        return scale === undefined ? 0 : zOf(Math.log1p(words[index] ?? 0), scale);
      },
    },
    { code: 'rare-script', z: (index) => zOf(rareScript[index] ?? 0, script) },
  ];
}

/** Labels with enough examples only. */
function scalesByLabel(words: Uint32Array, labels: Uint32Array): Map<number, RobustScale> {
  const ends = new Map<number, number>();
  for (const label of labels) if (label !== noLabel) ends.set(label, (ends.get(label) ?? 0) + 1);
  // From counts to the exclusive end of each label's stretch; filling backwards leaves its start.
  let end = 0;
  const counts = new Map(ends);
  for (const [label, count] of counts) ends.set(label, (end += count));
  const grouped = new Uint32Array(end);
  for (let index = 0; index < labels.length; index += 1) {
    const at = ends.get(labels[index] ?? noLabel);
    if (at === undefined) continue;
    grouped[at - 1] = words[index] ?? 0;
    ends.set(labels[index] ?? noLabel, at - 1);
  }
  const scales = new Map<number, RobustScale>();
  for (const [label, count] of counts) {
    const start = ends.get(label) ?? 0;
    if (count >= smallestGroup) scales.set(label, robustScale(grouped.subarray(start, start + count), Math.log1p, logFloor));
  }
  return scales;
}

function worstOf(measures: readonly Measure[], index: number): Outlier | null {
  let worst: Outlier | null = null;
  for (const { code, z } of measures) {
    const deviation = z(index);
    if (Math.abs(deviation) > outlierLimit && Math.abs(deviation) > Math.abs(worst?.z ?? 0)) worst = { index, code, z: deviation };
  }
  return worst;
}

function mostExtreme(outliers: readonly Outlier[]): Outlier[] {
  return outliers.toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z) || a.index - b.index).slice(0, mostOutliers);
}
