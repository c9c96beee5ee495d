/** What to do after a run, by its outcome: a sentence and, where there is one, the command. */

import type { RunReportData } from '../report-data.js';
import { candidateVersion, controlVersion } from './rollout-series.js';
import { notServing, type Serving } from './serving.js';

export interface NextStep {
  readonly text: string;
  readonly command?: string;
}

export function nextSteps(data: RunReportData, serving: Serving): NextStep[] {
  const { model } = data.run;
  const status = { text: 'Ask what serves now:', command: `slipway status ${model}` };
  const before = controlVersion(data);
  const goBack =
    before === null ? [] : [{ text: `To serve ${before} again:`, command: `slipway rollback ${model} --to ${before} --reason "why"` }];
  if (serving === notServing) return [{ ...status, text: 'First see what users get:' }, ...goBack];
  return [...stepsOf(data, goBack), status];
}

function stepsOf(data: RunReportData, goBack: readonly NextStep[]): NextStep[] {
  const { run } = data;
  const again = { text: 'Then start another run:', command: againOf(data) };
  switch (run.outcome) {
    case 'released':
      return [
        { text: flagged(data) ? 'Nothing has to be done. Look at the flagged verdicts when you have time.' : 'Nothing has to be done.' },
        ...goBack,
      ];
    case 'released-unproven':
      return [{ text: 'Watch it, or give it more traffic: nobody knows yet that it is as good as what served before.' }, ...goBack];
    case 'rejected':
      return [
        { text: `Nothing is urgent. Read the gates below${run.promotion === null ? ', and mend the data or the recipe' : ''}.` },
        again,
      ];
    case 'rolled-back':
      return [
        {
          text: `Users are served by an accepted version. Find out why ${candidateVersion(data) ?? 'the candidate'} failed live before it is tried again: see canary and watch below.`,
        },
        again,
      ];
    case 'data-rejected':
      return [mendData(data), again];
    case 'skipped':
      return [{ text: 'Nothing has to be done: a run starts when more data has come.' }];
    case 'failed':
      return [{ text: 'Mend the cause named above; this examines the machine:', command: 'slipway doctor' }, again];
    case 'cancelled':
      return [{ text: 'Nothing is urgent.' }, again];
    case 'expired':
      return [{ text: 'Nothing is urgent. Start another run, and answer it with slipway approve.', command: again.command }];
    default:
      throw new Error(`unknown outcome ${String(run.outcome satisfies never)}`);
  }
}

/** Without a report the reason, which stands beside it, says all that is known. */
function mendData({ run: { model, runId, datasetReport } }: RunReportData): NextStep {
  if (datasetReport === null)
    return { text: 'Nothing is urgent. Mend the sources, and see whether they can be read:', command: `slipway data validate ${model}` };
  return { text: 'Nothing is urgent. See what is wrong with the data, and mend it:', command: `slipway report ${model}/${runId} --data` };
}

function againOf({ run }: RunReportData): string {
  // What its gates have rejected as it is, they will reject again.
  if (run.promotion === null || run.version === null || run.outcome === 'rejected') return `slipway run ${run.model}`;
  return `slipway promote ${run.model} ${run.version} --reason "why"`;
}

function flagged({ run }: RunReportData): boolean {
  return run.verdicts.some((verdict) => verdict.flagged === true || verdict.verdict !== 'pass');
}
