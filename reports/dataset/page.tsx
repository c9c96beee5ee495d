/** The report of a dataset build as one page: what a person reads in a minute, and the samples by which new kinds of data are approved. */

import type { DatasetReport } from '../../dataset/stage/report.js';
import { renderDocument } from '../page/document.js';
import { Command } from '../page/facts.js';
import { Absent, Section } from '../page/section.js';
import { Sentences } from '../page/sentences.js';
import { ChecksSection } from './checks-section.js';
import { DistributionsSection } from './distributions-section.js';
import { DuplicatesSection } from './duplicates-section.js';
import { FilesTable } from './files-table.js';
import { DatasetHead } from './head.js';
import { LabelsFigure } from './labels-figure.js';
import { RulesSection } from './rules-section.js';
import { SamplesSection } from './samples-section.js';
import { distributionOf } from './shares.js';
import { TrainingSetSection } from './training-set-section.js';

const sections = [
  ['checks', 'Checks'],
  ['samples', 'Samples'],
  ['labels', 'Labels'],
  ['distributions', 'Length, quality and shape'],
  ['duplicates', 'Duplicates'],
  ['training-set', 'Training set'],
  ['files', 'Files'],
  ['rules', 'Rules'],
  ['unprotected', 'Unprotected'],
] as const;

/**
 * The same report gives the same bytes.
 *
 * @param sha256 of the report in the store of a pipeline, which an approval names; without it the page speaks of the folder that it lies in.
 */
export function renderDataset(report: DatasetReport, sha256: string | null = null): string {
  const { model, outcome, files } = report;
  const labels = distributionOf(report, 'labels');
  return renderDocument({
    title: `${model ?? 'data'}: ${outcome}`,
    head: <DatasetHead report={report} sha256={sha256} />,
    sections,
    foot:
      model !== null && sha256 !== null ? (
        <>
          Drawn by Slipway from the report of this data. To have this page again: <Command line={`slipway report ${model}/RUN --data`} />
        </>
      ) : (
        <>Drawn by Slipway from report.json, which lies beside this page.</>
      ),
    children: (
      <>
        <ChecksSection report={report} sha256={sha256} />
        <SamplesSection report={report} />
        <Section id="labels" title="Labels">
          {labels === undefined ? (
            <Absent>No example has a label.</Absent>
          ) : (
            <LabelsFigure labels={labels} hasParent={report.parent !== null} />
          )}
        </Section>
        <DistributionsSection report={report} />
        <DuplicatesSection report={report} />
        <TrainingSetSection report={report} />
        <Section id="files" title="Files">
          {files.length === 0 ? <Absent>No file was read.</Absent> : <FilesTable files={files} />}
        </Section>
        <RulesSection report={report} />
        <Section id="unprotected" title="What was left unprotected">
          <Sentences sentences={report.unprotected} />
        </Section>
      </>
    ),
  });
}
