/** The labels before and in the new data: where they differ most, which are new and which are gone. */

import type { JSX } from 'preact';
import type { Distribution } from '../../dataset/stage/report.js';
import { Details, Figure } from '../page/figure.js';
import { drawLabels } from '../page/plots/labels.js';
import { Absent } from '../page/section.js';
import { Table } from '../page/table.js';
import { cutText, numberText, signed } from '../page/words.js';
import { beforeAndNew } from './before-and-new.js';
import { countAndShare, leftOut, sharesOf, type Share } from './shares.js';

interface LabelsProps {
  readonly labels: Distribution;
  /** False in a first version, of which every label is new. */
  readonly hasParent: boolean;
}

/** The table has more of them. */
const mostDrawn = 16;
const mostNamed = 60;

export function LabelsFigure({ labels, hasParent }: LabelsProps): JSX.Element {
  const shares = sharesOf(labels, hasParent);
  const drawn = shares.slice(0, mostDrawn);
  const table = <LabelTable shares={shares} labels={labels} hasParent={hasParent} />;
  const all = shares.length + (labels.beyond?.kinds ?? 0);
  return (
    <>
      <div class="plots">
        <Figure
          title={hasParent ? 'Labels before and in the new data' : 'Labels of the new data'}
          says={sentenceOf(shares, { drawn: drawn.length, all })}
          drawing={drawLabels(drawn.map(({ name, before, now }) => ({ label: name, before, now })))}
          legend={hasParent ? beforeAndNew : []}
        />
        {shares.length <= mostDrawn ? table : <Details summary={`${numberText(shares.length)} labels with their counts`}>{table}</Details>}
      </div>
      {hasParent && shares.some(({ countNow }) => countNow > 0) && <CameAndWent shares={shares} isCut={all > shares.length} />}
    </>
  );
}

function CameAndWent({ shares, isCut }: { readonly shares: readonly Share[]; readonly isCut: boolean }): JSX.Element {
  const came = shares.filter(({ countBefore }) => countBefore === 0);
  const went = shares.filter(({ countNow }) => countNow === 0);
  if (came.length + went.length === 0) return <Absent>No label is new, and none is missing{isCut && ' among those listed'}.</Absent>;
  return (
    <ul>
      {came.length > 0 && (
        <li>
          <b>Never seen before:</b> {named(came, ({ countNow }) => countNow)}
        </li>
      )}
      {went.length > 0 && (
        <li>
          <b>Not in the new data:</b> {named(went, ({ countBefore }) => countBefore)}
        </li>
      )}
      {isCut && <li>The rarest labels, which are counted and not listed, may be new or missing too.</li>}
    </ul>
  );
}

/** `refund (21), split-payment (3) and 12 more`. */
function named(shares: readonly Share[], countOf: (share: Share) => number): string {
  const shown = shares.slice(0, mostNamed).map((share) => `${cutText(share.name, 120)} (${numberText(countOf(share))})`);
  const more = shares.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${numberText(more)} more` : ''}`;
}

function LabelTable({ shares, labels, hasParent }: LabelsProps & { readonly shares: readonly Share[] }): JSX.Element {
  return (
    <Table
      caption={`Examples by label, the most frequent first.${leftOut(labels, 'labels')}`}
      keeps="first"
      rows={shares}
      columns={[
        { title: 'Label', prose: true, cell: ({ name }) => cutText(name, 120) },
        ...(hasParent
          ? [{ title: 'Before', figure: true, cell: ({ countBefore, before }: Share) => countAndShare(countBefore, before ?? 0) }]
          : []),
        { title: 'New', figure: true, cell: ({ countNow, now }) => countAndShare(countNow, now) },
        ...(hasParent
          ? [{ title: 'Change, points', figure: true, cell: ({ before, now }: Share) => signed((now - (before ?? 0)) * 100) }]
          : []),
      ]}
    />
  );
}

function sentenceOf(shares: readonly Share[], { drawn, all }: { readonly drawn: number; readonly all: number }): string {
  const left = all > drawn ? ` The ${drawn} most frequent of ${numberText(all)} labels are drawn.` : '';
  const change = ({ before, now }: Share): number => (before === null ? 0 : now - before);
  const [first, ...others] = shares;
  const most = others.reduce(
    (worst, share) => (worst === undefined || Math.abs(change(share)) > Math.abs(change(worst)) ? share : worst),
    first,
  );
  if (most === undefined || most.before === null)
    return `Share of each label in percent. There is no earlier version to compare with.${left}`;
  if (Math.abs(change(most)) < 0.001) return `Share of each label in percent. No label changed by more than 0.1 points.${left}`;
  return `Share of each label in percent. The largest change is ${cutText(most.name, 60)}, ${signed(change(most) * 100)} points.${left}`;
}
