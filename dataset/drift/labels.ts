/** Judges the labels of a batch: do they come as often as in the existing set, does one of them crowd out the others, are there enough of each? */

import { checkOf, type Check } from '../check.js';
import type { DatasetPolicy } from '../policy.js';
import { compareKinds, hasMoved, isTooSmall, kindsOf, smallestSample, type Comparison } from './compare.js';
import { compareTexts } from './compare-texts.js';
import { tellComparison, tellMove } from './tell-comparison.js';
import type { Tally } from './tally.js';
import { counted, listed, namedSamples, nothingNew, percent, quoted, rounded } from './wording.js';

/** A label with this share leaves too little of the others to learn from. */
const dominantShare = 0.9;

/**
 * Drift of labels (`fail` stops, `warn` is shown) where there is an existing set with labels; otherwise, and below those limits, whether one
 * label dominates. New labels, and those that the batch lacks, are named whatever the verdict.
 */
export function judgeLabels(existing: Tally | null, fresh: Tally, drift: DatasetPolicy['labelDrift']): Check {
  if (fresh.examples === 0) return nothingNew('labels');
  const hasExisting = existing !== null && labelled(existing) > 0;
  if (labelled(fresh) === 0 && !hasExisting) {
    return checkOf('labels', { verdict: 'pass', severity: 'warn', reason: 'No example has a label, so there is nothing to compare.' });
  }
  if (!hasExisting) return judgeDominance(fresh) ?? balanced(fresh);
  const comparison = compareKinds(labelKinds(existing), labelKinds(fresh));
  return judgeComparison(comparison, drift) ?? judgeDominance(fresh, comparison) ?? steady(comparison, drift);
}

/** Without the examples whose label the existing set does not have; all of them where it has no labels. */
export function ofKnownLabels(fresh: Tally, existing: Tally | null): Tally {
  if (existing === null || labelled(existing) === 0) return fresh;
  const known = Object.entries(fresh.labels).filter(([label]) => existing.labels[label] !== undefined);
  const labels = Object.assign(Object.create(null) as Tally['labels'], Object.fromEntries(known));
  const unseen = labelled(fresh) - known.reduce((sum, [, count]) => sum + count, 0);
  return { ...fresh, labels, examples: fresh.examples - unseen };
}

/** `total` is the training set that results. Without a minimum it passes. */
export function judgeLabelMinimum(total: Tally, minimum: number | undefined): Check {
  if (minimum === undefined) {
    return checkOf('label-minimum', { verdict: 'pass', severity: 'block', reason: 'No minimum per label is set.' });
  }
  const ascending = Object.entries(total.labels).toSorted(([nameA, a], [nameB, b]) => a - b || compareTexts(nameA, nameB));
  const [fewest] = ascending;
  if (fewest === undefined) {
    const reason = `Expected at least ${counted(minimum, 'example')} of every label, but no example has one. Set labelPath, or remove minimumPerLabel.`;
    return checkOf('label-minimum', { verdict: 'inconclusive', severity: 'block', limit: minimum, reason });
  }
  const short = ascending.filter(([, count]) => count < minimum).map(([name]) => name);
  const told = `The fewest has ${quoted(fewest[0])} with ${fewest[1]}; each label needs ${minimum}.`;
  return checkOf('label-minimum', {
    verdict: short.length > 0 ? 'fail' : 'pass',
    severity: 'block',
    observed: fewest[1],
    limit: minimum,
    count: short.length,
    reason: short.length > 0 ? `${counted(short.length, 'label')} with too few examples: ${listed(short)}. ${told}` : told,
    samples: namedSamples('label-below-minimum', short, (name) => `${name}: ${total.labels[name] ?? 0}`),
  });
}

function labelled(tally: Tally): number {
  return tally.examples - tally.unlabelled;
}

function labelKinds(tally: Tally): Map<string, number> {
  return kindsOf(tally.labels, { '(no label)': tally.unlabelled, '(rarer labels)': tally.beyond.labels });
}

/** Null where the labels did not move. */
function judgeComparison(comparison: Comparison, { warn, fail }: DatasetPolicy['labelDrift']): Check | null {
  if (isTooSmall(comparison)) {
    const { fresh, existing } = comparison;
    const reason = `Too few to judge: ${fresh} new against ${existing} existing examples, ${smallestSample} each are needed.`;
    return checkOf('labels', { ...figures(comparison), verdict: 'inconclusive', severity: 'warn', reason: withNames(reason, comparison) });
  }
  if (!hasMoved(comparison, warn)) return null;
  const stops = hasMoved(comparison, fail);
  const reason = `The labels moved. ${tellComparison(comparison, `warns from ${warn}, fails from ${fail}`)}`;
  return checkOf('labels', {
    ...figures(comparison),
    verdict: 'fail',
    severity: stops ? 'block' : 'warn',
    limit: stops ? fail : warn,
    reason: withNames(reason, comparison),
  });
}

function steady(comparison: Comparison, { warn, fail }: DatasetPolicy['labelDrift']): Check {
  const reason = `The labels come as before. ${tellComparison(comparison, `warns from ${warn}, fails from ${fail}`)}`;
  return checkOf('labels', {
    ...figures(comparison),
    verdict: 'pass',
    severity: 'block',
    limit: warn,
    reason: withNames(reason, comparison),
  });
}

function figures(comparison: Comparison): Pick<Check, 'observed' | 'count' | 'samples'> {
  const { distance, appeared, vanished, largestMove } = comparison;
  return {
    observed: rounded(distance),
    count: appeared.length + vanished.length,
    samples: [
      ...namedSamples('new-label', appeared),
      ...namedSamples('vanished-label', vanished),
      ...(largestMove === null ? [] : namedSamples('largest-move', [largestMove.name], () => tellMove(largestMove))),
    ],
  };
}

function withNames(reason: string, { appeared, vanished }: Comparison): string {
  const fresh = appeared.length === 0 ? '' : ` New: ${listed(appeared)}.`;
  const gone = vanished.length === 0 ? '' : ` Not in the batch: ${listed(vanished)}.`;
  return `${reason}${fresh}${gone}`;
}

/** Null where no label dominates the batch. Shares are of the examples with a label. */
function judgeDominance(fresh: Tally, comparison?: Comparison): Check | null {
  const total = labelled(fresh);
  const [first] = Object.entries(fresh.labels).toSorted(([nameA, a], [nameB, b]) => b - a || compareTexts(nameA, nameB));
  if (first === undefined) return null;
  const [name, count] = first;
  const share = count / total;
  if (total < smallestSample) {
    const reason = `Too few to judge: ${counted(total, 'new example')} with a label, ${smallestSample} are needed.`;
    return checkOf('labels', {
      verdict: 'inconclusive',
      severity: 'warn',
      observed: rounded(share),
      limit: dominantShare,
      count: total,
      reason,
    });
  }
  if (share < dominantShare) return null;
  const reason = `${percent(share)} of the new examples with a label have one and the same: ${quoted(name)} (${count} of ${total}). A model learns little of the others; add examples of them.`;
  const named = comparison === undefined ? reason : withNames(reason, comparison);
  const samples = [...namedSamples('dominant-label', [name]), ...(comparison === undefined ? [] : figures(comparison).samples)];
  return checkOf('labels', {
    verdict: 'fail',
    severity: 'warn',
    observed: rounded(share),
    limit: dominantShare,
    count,
    reason: named,
    samples,
  });
}

function balanced(fresh: Tally): Check {
  const names = Object.keys(fresh.labels);
  const most = Math.max(...Object.values(fresh.labels)) / labelled(fresh);
  return checkOf('labels', {
    verdict: 'pass',
    severity: 'warn',
    observed: rounded(most),
    limit: dominantShare,
    count: names.length,
    reason: `There is no existing set with labels to compare with. ${counted(names.length, 'label')}; the most frequent has ${percent(most)}.`,
  });
}
