/** Whether the split that came about is one to train and test with: grouped rows fall as they fall, and percentages alone promise nothing. */

import { countText } from '../../domain/figures.js';
import { samplesPerCode, type Check, type Sample } from '../check.js';
import type { SplitPolicy } from './assign.js';
import type { SplitFigures } from './measure.js';

/** Fails without rows to train on or to test with, or far from the wanted share; warns of what is divided and yet tells little. */
export function judgeSplit(figures: SplitFigures, policy: SplitPolicy): Check {
  const { train, validation, heldOut, leftOut, anchor } = figures;
  const isByTime = policy.heldOut.after !== undefined;
  const problems = [...emptySides(figures, policy), ...(isByTime ? [] : farShare(figures, policy.heldOut.percent))];
  const warnings = [...largeUnit(figures), ...untestedText(figures)];
  const wasLeftOut =
    leftOut === 0
      ? ''
      : `, ${countText(leftOut, 'row')} in no split (${isByTime ? 'embargo, no time, or late rows of a group that is trained on' : 'as before'})`;
  const sizes = `${train} train, ${validation} validation, ${heldOut} held out${anchor === 0 ? '' : ` (${anchor} of them in earlier versions)`}${wasLeftOut}.`;
  const divided = train + validation + heldOut;
  return {
    name: 'split',
    verdict: problems.length + warnings.length === 0 ? 'pass' : 'fail',
    severity: problems.length === 0 && warnings.length > 0 ? 'warn' : 'block',
    observed: divided === 0 ? null : Number(((heldOut / divided) * 100).toFixed(2)),
    limit: isByTime ? null : policy.heldOut.percent,
    count: figures.untestedLabels.length,
    reason: [...problems, ...warnings, sizes].join(' '),
    samples: figures.untestedLabels.slice(0, samplesPerCode).map(untestedSample),
    evidence: null,
  };
}

function emptySides({ train, heldOut }: SplitFigures, { heldOut: { percent, after } }: SplitPolicy): string[] {
  if (train === 0) {
    const advice =
      after === undefined ? 'Lower heldOut.percent and validation.percent, or give more groups.' : 'Set heldOut.after to a later date.';
    return [`No row is left for training. ${advice}`];
  }
  if (heldOut > 0 || (after === undefined && percent === 0)) return [];
  const advice = after === undefined ? 'Give more rows or groups, or raise heldOut.percent.' : 'Set heldOut.after to an earlier date.';
  return [`No row was held out, so nothing could be tested. ${advice}`];
}

/**
 * Half of the wanted share either way, or four standard deviations of the share of so many units where that is more: few units fall far by chance alone.
 * Only of new units, because the parent's rows were divided by the percentage of their day.
 */
function farShare({ newUnits, newRows, newHeldOut, heldOut, train }: SplitFigures, percent: number): string[] {
  if (newUnits === 0 || train === 0 || heldOut === 0) return [];
  const wanted = percent / 100;
  const tolerance = Math.max(Math.min(wanted, 1 - wanted) / 2, 4 * Math.sqrt((wanted * (1 - wanted)) / newUnits));
  const share = newHeldOut / newRows;
  if (Math.abs(share - wanted) <= tolerance) return [];
  return [
    `Expected about ${percent} % of the new rows held out, got ${(share * 100).toFixed(1)} % (${newHeldOut} of ${newRows} in ${countText(newUnits, 'group')}), more than ${(tolerance * 100).toFixed(1)} points off. Set a heldOut.groupBy with groups of more even size.`,
  ];
}

function largeUnit({ largestUnit, units, train, validation, heldOut, leftOut }: SplitFigures): string[] {
  const rows = train + validation + heldOut + leftOut;
  if (units < 2 || largestUnit * 2 <= rows) return [];
  return [`The largest group, near duplicates included, has ${largestUnit} of ${rows} rows and falls on one side as a whole.`];
}

function untestedText({ untestedLabels, heldOut }: SplitFigures): string[] {
  if (untestedLabels.length === 0 || heldOut === 0) return [];
  const named = untestedLabels.slice(0, samplesPerCode).map(({ label, train }) => `${label} (${train} in train)`);
  const others = untestedLabels.length > named.length ? ` and ${untestedLabels.length - named.length} more` : '';
  return [`${countText(untestedLabels.length, 'label')} trained on and never held out: ${named.join(', ')}${others}.`];
}

function untestedSample({ label, train }: SplitFigures['untestedLabels'][number]): Sample {
  return { code: 'label-not-held-out', file: null, line: null, text: `${label}: ${train} in train, none held out`.slice(0, 200) };
}
