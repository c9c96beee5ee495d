/** `slipway demo`: the whole loop on this machine, every part real, in some minutes. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createLogger } from '../../../platform/logger.js';
import { ensureParts } from '../../../setup/all.js';
import { ExplainedError } from '../../../domain/explained-error.js';
import { ambient, layoutOf } from '../../../setup/layout.js';
import { findTemporal } from '../../../setup/temporal.js';
import { paint } from '../colours.js';
import { examples } from '../examples.js';
import { UsageError } from '../exit.js';
import { explain } from '../explain.js';
import { outputOf, table } from '../output.js';
import { printReport } from '../print-report.js';
import { stopSignal } from '../role.js';

export function configureDemo(command: Command): void {
  command.option('--keep', 'leave everything running at the end, until Ctrl-C').action(runDemoCommand);
  examples(command, [
    ['About six minutes, then everything stops', 'slipway demo'],
    ['And look around in the Web UI afterwards', 'slipway demo --keep'],
  ]);
}

async function runDemoCommand(options: { keep?: boolean }, command: Command): Promise<void> {
  // Its processes would work for that client, and its model belongs to none.
  if (ambient['SLIPWAY_CLIENT'] !== undefined) {
    const why = `SLIPWAY_CLIENT is ${ambient['SLIPWAY_CLIENT']}`;
    throw new UsageError({ what: 'the demo is for no client', why, next: 'env -u SLIPWAY_CLIENT slipway demo' });
  }
  const output = outputOf(command);
  const report = printReport(output);
  // The demo never touches a server that somebody else uses.
  const temporal = await findTemporal({ report, skipEnvironment: true });
  await ensureParts(['python', 'converter'], report);
  if (temporal.program === undefined) {
    throw new ExplainedError({ what: 'expected a program that is a Temporal server', why: 'found none', next: 'slipway doctor' });
  }
  const folder = join(layoutOf().home, 'demo');
  await mkdir(folder, { recursive: true });
  const { requireUnclaimed } = await import('../../local/claim-folder.js');
  // The demo empties its folder before its stack could refuse.
  await requireUnclaimed(folder);
  const stopped = stopSignal();
  const { runDemo } = await import('../../local/demo/run.js');
  const { summary, reports, brokenPromises } = await runDemo({
    folder,
    temporal: { program: temporal.program, source: temporal.source },
    signal: stopped,
    logger: createLogger('demo', 'warn'),
    keep: options.keep === true,
    write: (line) => (output.json ? console.error(line) : console.log(line)),
    look: { colours: paint(output.json ? process.stderr : process.stdout), table },
  }).catch((error: unknown) => {
    // Whatever an aborted wait says of itself, the cause is the person's Ctrl-C.
    throw stopped.aborted ? stoppedEarly(error) : named(error);
  });
  output.result(summary, [`summary: ${join(folder, 'summary.json')}`, `reports: ${reports.join('\n         ')}`]);
  if (brokenPromises.length > 0) throw named(notAsTold(brokenPromises));
}

/** As a test that failed is named: in the long log of a build machine such lines are looked for. */
function named(error: unknown): unknown {
  const { what, why } = explain(error);
  console.error(`failed   demo: ${what}: ${why.replaceAll('\n', '; ')}`);
  return error;
}

function notAsTold(brokenPromises: readonly string[]): ExplainedError {
  const next = "see why in the runs' reports above; seconds of live traffic on a busy machine can spoil it, and slipway demo begins anew";
  return new ExplainedError({ what: 'the demo did not go as told', why: brokenPromises.join('; '), next });
}

function stoppedEarly(cause: unknown): ExplainedError {
  const why = 'and so is everything that was started with it';
  return new ExplainedError({ what: 'the demo is stopped', why, next: 'slipway demo begins anew' }, { cause });
}
