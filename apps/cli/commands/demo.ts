/** `slipway demo`: the whole loop on this machine, every part real, in some minutes. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createLogger } from '../../../platform/logger.js';
import { ensureParts } from '../../../setup/all.js';
import { layoutOf } from '../../../setup/layout.js';
import { findTemporal } from '../../../setup/temporal.js';
import { exitCodes } from '../exit.js';
import { outputOf } from '../output.js';
import { printReport } from '../print-report.js';
import { stopSignal } from '../role.js';

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('the whole loop on this machine: two releases, a rejected one, one that fails live, two rollbacks')
    .option('--keep', 'leave everything running at the end, until Ctrl-C')
    .action(runDemoCommand);
}

async function runDemoCommand(options: { keep?: boolean }, command: Command): Promise<void> {
  const output = outputOf(command);
  const report = printReport(output);
  // The demo never touches a server that somebody else uses.
  const temporal = await findTemporal({ report, skipEnvironment: true });
  await ensureParts(['python', 'converter'], report);
  if (temporal.program === undefined) throw new Error('expected a Temporal program; run: slipway doctor');
  const folder = join(layoutOf().home, 'demo');
  await mkdir(folder, { recursive: true });
  const { requireUnclaimed } = await import('../../local/claim-folder.js');
  // The demo empties its folder before its stack could refuse.
  await requireUnclaimed(folder);
  const stopped = stopSignal();
  const { runDemo } = await import('../../local/demo/run.js');
  const result = await runDemo({
    folder,
    temporal: { program: temporal.program, source: temporal.source },
    signal: stopped,
    logger: createLogger('demo', 'warn'),
    keep: options.keep === true,
    write: (line) => (output.json ? console.error(line) : console.log(line)),
  }).catch((error: unknown) => {
    // Whatever an aborted wait says of itself, the cause is the person's Ctrl-C.
    throw stopped.aborted ? new Error('stopped, and everything that was started with it', { cause: error }) : error;
  });
  output.result(result.summary, [`summary: ${join(folder, 'summary.json')}`]);
  if (result.brokenPromises.length > 0) process.exitCode = exitCodes.failed;
}
