/** The report of one run as one page: its sections in order. */

import type { RunReportData } from '../report-data.js';
import { DataSection } from './data-section.js';
import { DecisionsSection } from './decisions-section.js';
import { renderDocument } from './document.js';
import { EvaluationSection } from './evaluation-section.js';
import { GatesSection } from './gates-section.js';
import { Command } from './facts.js';
import { Head } from './head.js';
import { LineageSection } from './lineage-section.js';
import { LiveSection } from './live-section.js';
import { RollbackSection } from './rollback-section.js';
import { RolloutSection } from './rollout-section.js';
import { TimingsSection } from './timings-section.js';
import { TrainingSection } from './training-section.js';
import { TriggerSection } from './trigger-section.js';
import { UnprotectedSection } from './unprotected-section.js';

const sections: readonly (readonly [id: string, name: string])[] = [
  ['trigger', 'Trigger'],
  ['data', 'Data'],
  ['training', 'Training'],
  ['evaluation', 'Evaluation'],
  ['gates', 'Gates'],
  ['rollout', 'Canary and watch'],
  ['live', 'Live verdicts'],
  ['rollback', 'Rollback'],
  ['decisions', 'Decisions'],
  ['lineage', 'Lineage'],
  ['timings', 'Timings'],
  ['unprotected', 'Unprotected'],
];

/** The same data give the same bytes. */
export function renderReport(data: RunReportData): string {
  const { model, runId, outcome } = data.run;
  return renderDocument({
    title: `${model} ${runId}: ${outcome}`,
    head: <Head data={data} />,
    sections,
    foot: (
      <>
        Drawn by Slipway from the records of this run. All times are UTC. To have this page again:{' '}
        <Command line={`slipway report ${model}/${runId}`} />
      </>
    ),
    children: (
      <>
        <TriggerSection data={data} />
        <DataSection data={data} />
        <TrainingSection data={data} />
        <EvaluationSection data={data} />
        <GatesSection data={data} />
        <RolloutSection data={data} />
        <LiveSection data={data} />
        <RollbackSection data={data} />
        <DecisionsSection data={data} />
        <LineageSection data={data} />
        <TimingsSection data={data} />
        <UnprotectedSection data={data} />
      </>
    ),
  });
}
