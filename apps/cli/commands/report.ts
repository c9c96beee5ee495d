/** `slipway report`: the page of a run that has ended, as it was kept with its evidence, written where a browser finds it. */

import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { gatherReport } from '../../../reports/gather.js';
import { readReport } from '../../../reports/keep.js';
import { slipwayHome } from '../../../setup/layout.js';
import { examples } from '../examples.js';
import { findRun } from '../find-run.js';
import { localStore } from '../local.js';
import { outputOf } from '../output.js';
import { openPage, writePage } from '../show-page.js';

interface ReportOptions {
  readonly open?: boolean;
  readonly out?: string;
}

export function configureReport(command: Command): void {
  command
    .argument('<run>', 'MODEL/RUN, a run id that only one model has, or MODEL for its latest run that has ended')
    .option('--open', 'open the page in a browser')
    .option('--out <file>', 'where to write the page; otherwise into the folder reports of the Slipway home')
    .action(showReport);
  examples(command, [
    ['the latest run of a model, in a browser', 'slipway report support-triage --open'],
    ['one run, into a file', 'slipway report support-triage/ft-2026-11-21-001 --out report.html'],
    ['what the page is drawn from', 'slipway report support-triage --json'],
  ]);
}

async function showReport(text: string, { open = false, out }: ReportOptions, command: Command): Promise<void> {
  const output = outputOf(command);
  const store = await localStore();
  const named = await findRun(store, text);
  const { model, runId } = named;
  const page = runId === null ? undefined : await readReport(store, model, runId);
  if (runId === null || page === undefined) {
    const { tellUnended } = await import('../unended-run.js');
    return tellUnended(output, named);
  }
  const path = out === undefined ? join(slipwayHome(), 'reports', `${model}-${runId}.html`) : resolve(out);
  await writePage(path, page);
  output.result(output.json ? await gatherReport(store, model, runId) : path, [path]);
  if (open) await openPage(path, output);
}
