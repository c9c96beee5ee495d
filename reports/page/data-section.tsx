/** The data: what became of every line, what was put aside and why, labels old and new, and how the rows were split. */

import type { JSX } from 'preact';
import type { DatasetReport } from '../../dataset/report.js';
import { Facts } from './facts.js';
import { LabelFigure } from './label-figure.js';
import { Details } from './figure.js';
import { NothingOf, Section, type Drawn } from './section.js';
import { Table } from './table.js';
import { cutText, numberText, shareText } from './words.js';

export function DataSection({ data }: Drawn): JSX.Element {
  const { dataset } = data;
  return (
    <Section id="data" title="Data">
      {dataset === null ? <NothingOf data={data} stage="validate" what="The report of the data" /> : <Dataset dataset={dataset} />}
    </Section>
  );
}

function Dataset({ dataset }: { readonly dataset: DatasetReport }): JSX.Element {
  const { outcome, reason, labels, splits, quarantine, sources } = dataset;
  return (
    <>
      <p>
        <b>{outcome}</b>: {cutText(reason)}
      </p>
      <div class="columns">
        <LineFates dataset={dataset} />
        {splits === null ? <p class="absent">Rows were not split: this data was not accepted.</p> : <Splits splits={splits} />}
        <Quarantined byReason={quarantine.byReason} />
      </div>
      {labels === null ? (
        <p class="absent">The pipeline file names no label path, so labels were not counted.</p>
      ) : (
        <LabelFigure labels={labels} />
      )}
      <Details summary={`By source (${sources.length})`}>
        <Table
          caption="What became of the lines of each source."
          rows={sources}
          columns={[
            { title: 'Source', prose: true, cell: ({ path }) => <span class="path">{path}</span> },
            { title: 'Lines', figure: true, cell: ({ lines }) => numberText(lines) },
            { title: 'New', figure: true, cell: ({ newExamples }) => numberText(newExamples) },
            { title: 'Already known', figure: true, cell: ({ alreadyInParent }) => numberText(alreadyInParent) },
            { title: 'Duplicates', figure: true, cell: ({ duplicates }) => numberText(duplicates) },
            { title: 'Quarantined', figure: true, cell: ({ quarantined }) => numberText(quarantined) },
          ]}
        />
      </Details>
      {quarantine.file !== null && <Facts as="long" facts={[['Quarantined lines', <code class="digest">{quarantine.file.key}</code>]]} />}
    </>
  );
}

type Count = readonly [name: string, count: number];

function LineFates({ dataset }: { readonly dataset: DatasetReport }): JSX.Element {
  const { lines, newExamples, alreadyInParent, duplicates, quarantined, inSuites, blank } = dataset.counts;
  const rows: Count[] = [
    ['New examples', newExamples],
    ['Already known', alreadyInParent],
    ['Duplicates', duplicates],
    ['Quarantined', quarantined],
    ...(inSuites === undefined ? [] : [['In a test suite', inSuites] as const]),
    ['Blank', blank],
    ['Lines read', lines],
  ];
  return <Counts caption="What became of every line." name="Lines" rows={rows} whole={lines} />;
}

function Splits({ splits }: { readonly splits: NonNullable<DatasetReport['splits']> }): JSX.Element {
  const { train, validation, heldOut, anchor } = splits;
  const rows: Count[] = [
    ['Training', train],
    ['Validation', validation],
    ['Held out, new', heldOut],
    ['Anchor, held out before', anchor ?? 0],
  ];
  return (
    <Counts
      caption="How the rows of this version are split."
      name="Split"
      rows={rows}
      whole={train + validation + heldOut + (anchor ?? 0)}
    />
  );
}

function Quarantined({ byReason }: { readonly byReason: Readonly<Record<string, number>> }): JSX.Element {
  const rows: Count[] = Object.entries(byReason).toSorted(([, left], [, right]) => right - left);
  if (rows.length === 0) return <p class="absent">No line was quarantined.</p>;
  const whole = rows.reduce((sum, [, count]) => sum + count, 0);
  return <Counts caption="Quarantined lines by reason." name="Reason" rows={rows} whole={whole} />;
}

function Counts(props: {
  readonly caption: string;
  readonly name: string;
  readonly rows: readonly Count[];
  readonly whole: number;
}): JSX.Element {
  const { caption, name, rows, whole } = props;
  return (
    <Table
      caption={caption}
      rows={rows}
      columns={[
        { title: name, prose: true, cell: ([each]) => cutText(each, 120) },
        { title: 'Count', figure: true, cell: ([, count]) => numberText(count) },
        { title: 'Share', figure: true, cell: ([, count]) => (whole === 0 ? '–' : shareText(count / whole)) },
      ]}
    />
  );
}
