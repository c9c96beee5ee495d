/** `slipway doctor`: every prerequisite and part, its state, and the command that installs it. */

import type { Command } from 'commander';
import { examine } from '../../../setup/doctor.js';
import { examples } from '../examples.js';
import { exitCodes } from '../exit-codes.js';
import { outputOf, table } from '../output.js';
import { during } from '../progress.js';

export function configureDoctor(command: Command): void {
  command.action(doctor);
  examples(command, [
    ['What is needed, what is there, what installs the rest', 'slipway doctor'],
    ['For a script', 'slipway doctor --json'],
  ]);
}

async function doctor(_options: object, command: Command): Promise<void> {
  const output = outputOf(command);
  const checks = await during(output, 'examines this machine', examine());
  const rows = checks.map((check) => [
    check.name,
    check.state === 'ok' ? 'ok' : check.needed ? check.state : `${check.state} (optional)`,
    // The same folder in every line tells nothing.
    check.found.replaceAll(`${process.cwd()}/`, ''),
  ]);
  const missing = checks.filter((check) => check.state !== 'ok');
  output.result(checks, [table(['part', 'state', 'found'], rows), ...missing.map((check) => `${check.name}: ${check.install}`)]);
  if (checks.some((check) => check.needed && check.state !== 'ok')) process.exitCode = exitCodes.failed;
}
