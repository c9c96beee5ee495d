/** `slipway report`: the page of a run that has ended, or of its data, as it was kept with its evidence, written where a browser finds it. */

import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { readDatasetPage } from '../../../reports/dataset/keep.js';
import { gatherReport } from '../../../reports/gather.js';
import { readReport } from '../../../reports/keep.js';
import { readJson } from '../../../reports/read-json.js';
import { slipwayHome } from '../../../setup/layout.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { examples } from '../examples.js';
import { exitCodes } from '../exit-codes.js';
import { findRun, type NamedRun } from '../find-run.js';
import { localStore } from '../local.js';
import { outputOf, type Output } from '../output.js';
import { openPage, writePage } from '../show-page.js';

interface ReportOptions {
  readonly open?: boolean;
  readonly out?: string;
  readonly data?: boolean;
}

export function configureReport(command: Command): void {
  command
    .argument('<run>', 'MODEL/RUN, a run id that only one model has, or MODEL for its latest run that has ended')
    .option('--open', 'open the page in a browser')
    .option('--out <file>', 'where to write the page; otherwise into the folder reports of the Slipway home')
    .option('--data', 'the report on its data, also while the run waits for a person to approve it')
    .action(showReport);
  examples(command, [
    ['the latest run of a model, in a browser', 'slipway report support-triage --open'],
    ['one run, into a file', 'slipway report support-triage/ft-2026-11-21-001 --out report.html'],
    ['the data that a run asks a person about', 'slipway report support-triage/ft-2026-11-21-001 --data --open'],
    ['what the page is drawn from', 'slipway report support-triage --json'],
  ]);
}

async function showReport(text: string, options: ReportOptions, command: Command): Promise<void> {
  const output = outputOf(command);
  const store = await localStore();
  const named = await findRun(store, text);
  if (options.data === true) return showData(output, { store, named, options });
  const { model, runId } = named;
  const page = runId === null ? undefined : await readReport(store, model, runId);
  if (runId === null || page === undefined) {
    const { tellUnended } = await import('../unended-run.js');
    return tellUnended(output, named);
  }
  const path = pathOf(options, `${model}-${runId}`);
  await writePage(path, page);
  output.result(output.json ? await gatherReport(store, model, runId) : path, [path]);
  if (options.open === true) await openPage(path, output);
}

async function showData(output: Output, { store, named, options }: Asked): Promise<void> {
  const { reportOnData } = await import('../data-report.js');
  const found = await reportOnData(output, store, named);
  if (found === undefined) return;
  const { model, runId, ref } = found;
  const page = await readDatasetPage(store, ref);
  if (page === undefined) {
    process.exitCode = exitCodes.failed;
    return output.result({ model, runId, report: ref, page: null }, [
      `the report on the data of ${runId} was kept by an earlier release, which had too little for a page`,
      `what it kept is shown by: slipway report ${model}/${runId}`,
    ]);
  }
  const path = pathOf(options, `${model}-${runId}-data`);
  await writePage(path, page);
  output.result(output.json ? await readJson(store, ref) : path, [path]);
  if (found.waits)
    output.progress(
      `${runId} waits for an answer: slipway approve ${model} ${runId} --evidence ${ref.sha256} --reason "…", or the same with --reject`,
    );
  if (options.open === true) await openPage(path, output);
}

interface Asked {
  readonly store: ObjectStore;
  readonly named: NamedRun;
  readonly options: ReportOptions;
}

function pathOf({ out }: ReportOptions, name: string): string {
  return out === undefined ? join(slipwayHome(), 'reports', `${name}.html`) : resolve(out);
}
