/** What became of every line that was read, and what the training set is made of: small tables whose figures add up. */

import type { JSX } from 'preact';
import type { DatasetReport, LineCounts } from '../../dataset/stage/report.js';
import { Counts, type Count } from '../page/counts.js';
import { numberText } from '../page/words.js';

/** Places where no line went are left out: the others still add up. */
export function LineFates({ counts }: { readonly counts: LineCounts }): JSX.Element {
  const { read, accepted, quarantined, exactDuplicates, normalisedDuplicates, nearDuplicates, filtered, blank } = counts;
  const rest: Count[] = [
    ['Quarantined', quarantined],
    ['Exact duplicates', exactDuplicates],
    ['Duplicates after normalisation', normalisedDuplicates],
    ['Near duplicates', nearDuplicates],
    ['Filtered', filtered],
    ['Blank', blank],
  ];
  const rows: Count[] = [['Accepted', accepted], ...rest.filter(([, count]) => count > 0), ['Lines read', read]];
  return <Counts caption="What became of every line." name="Lines" rows={rows} whole={read} />;
}

export function Splits({ splits }: { readonly splits: NonNullable<DatasetReport['splits']> }): JSX.Element {
  const { train, validation, heldOut, anchor } = splits;
  const rows: Count[] = [
    ['Training', train],
    ['Validation', validation],
    ['Held out, new', heldOut],
    ['Anchor, held out before', anchor ?? 0],
  ];
  return <Counts caption="How the examples are split." name="Split" rows={rows} whole={train + validation + heldOut + (anchor ?? 0)} />;
}

export function TrainingSet({ training }: { readonly training: DatasetReport['training'] }): JSX.Element {
  const { existing, removed, total } = training;
  const rows: Count[] = [
    ['Existing', existing],
    ['New', training.new],
    ['Removed, because a suite asks them', removed === 0 ? 0 : -removed],
    ['In all', total],
  ];
  return <Counts caption={`The training set: ${numberText(total)} examples.`} name="Examples" rows={rows} />;
}
