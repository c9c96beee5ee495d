/** The data in a run's report: what became of every line, what the checks said, labels old and new, and how the examples were split. */

import type { JSX } from 'preact';
import type { DatasetReport } from '../../dataset/stage/report.js';
import { CheckTables } from '../dataset/check-table.js';
import { FilesTable } from '../dataset/files-table.js';
import { LabelsFigure } from '../dataset/labels-figure.js';
import { LineFates, Splits } from '../dataset/lines.js';
import { distributionOf } from '../dataset/shares.js';
import { isEarlier, type EarlierDatasetReport } from '../earlier-dataset.js';
import { Counts, type Count } from './counts.js';
import { Command } from './facts.js';
import { Details } from './figure.js';
import { Absent, NothingOf, Section, type Drawn } from './section.js';
import { cutText, numberText } from './words.js';

export function DataSection({ data }: Drawn): JSX.Element {
  return (
    <Section id="data" title="Data">
      <Data data={data} />
    </Section>
  );
}

function Data({ data }: Drawn): JSX.Element {
  const { dataset, run } = data;
  if (dataset !== null) return isEarlier(dataset) ? <Earlier dataset={dataset} /> : <Dataset data={data} dataset={dataset} />;
  if (run.outcome === 'data-rejected' && run.datasetReport === null) {
    return <Absent>The sources could not be read, so there is no report of the data: {cutText(run.reason)}</Absent>;
  }
  return <NothingOf data={data} stage="validate" what="The report of the data" />;
}

function Dataset({ data, dataset }: Drawn & { readonly dataset: DatasetReport }): JSX.Element {
  const { outcome, reason, counts, splits, checks, files, parent } = dataset;
  const labels = distributionOf(dataset, 'labels');
  return (
    <>
      <p>
        <b>{outcome}</b>: {cutText(reason)}
      </p>
      <p>
        The whole report of the data with its samples: <Command line={`slipway report ${data.run.model}/${data.run.runId} --data`} />
      </p>
      <div class="columns">
        <LineFates counts={counts} />
        {splits === null ? <Absent>The examples were not split.</Absent> : <Splits splits={splits} />}
      </div>
      <CheckTables checks={checks} />
      {labels === undefined ? <Absent>No example has a label.</Absent> : <LabelsFigure labels={labels} hasParent={parent !== null} />}
      {files.length > 0 && (
        <Details summary={`By file (${numberText(files.length)})`}>
          <FilesTable files={files} />
        </Details>
      )}
    </>
  );
}

function Earlier({ dataset }: { readonly dataset: EarlierDatasetReport }): JSX.Element {
  const { recordedBy, outcome, reason, counts, byReason, splits } = dataset;
  const reasons: Count[] = Object.entries(byReason).toSorted(([, left], [, right]) => right - left);
  return (
    <>
      <p>
        <b>{outcome}</b>: {cutText(reason)}
      </p>
      <Absent>Recorded by {recordedBy} of Slipway, which had no checks.</Absent>
      <div class="columns">
        <Counts caption="What became of every line." name="Lines" rows={Object.entries(counts)} />
        {splits !== null && <Splits splits={splits} />}
        {reasons.length > 0 && <Counts caption="Quarantined lines by reason." name="Reason" rows={reasons} />}
      </div>
    </>
  );
}
