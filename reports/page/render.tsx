/** The report of one run as one page that needs nothing else: no script, no request, its style inside. */

import { createHash } from 'node:crypto';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { RunReportData } from '../report-data.js';
import { DataSection } from './data-section.js';
import { DecisionsSection } from './decisions-section.js';
import { EvaluationSection } from './evaluation-section.js';
import { GatesSection } from './gates-section.js';
import { Command } from './facts.js';
import { Head } from './head.js';
import { LineageSection } from './lineage-section.js';
import { LiveSection } from './live-section.js';
import { RollbackSection } from './rollback-section.js';
import { RolloutSection } from './rollout-section.js';
import type { Drawn } from './section.js';
import { styleSheet } from './styles/sheet.js';
import { TimingsSection } from './timings-section.js';
import { TrainingSection } from './training-section.js';
import { TriggerSection } from './trigger-section.js';
import { UnprotectedSection } from './unprotected-section.js';

/** The same data give the same bytes. */
export function renderReport(data: RunReportData): string {
  return `<!doctype html>\n${renderToString(<Page data={data} />)}\n`;
}

/** Nothing may be loaded or run, whatever a reason or a label contains; the one style sheet is named by its digest. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(styleSheet).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

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

function Page({ data }: Drawn): JSX.Element {
  const { model, runId, outcome } = data.run;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${model} ${runId}: ${outcome}`}</title>
        <style dangerouslySetInnerHTML={{ __html: styleSheet }} />
      </head>
      <body>
        <main>
          <Head data={data} />
          <nav aria-label="Sections">
            <ul>
              {sections.map(([id, name]) => (
                <li key={id}>
                  <a href={`#${id}`}>{name}</a>
                </li>
              ))}
            </ul>
          </nav>
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
          <footer>
            <p>
              Drawn by Slipway from the records of this run. All times are UTC. To have this page again:{' '}
              <Command line={`slipway report ${model}/${runId}`} />
            </p>
          </footer>
        </main>
      </body>
    </html>
  );
}
