/** `slipway doctor`: every prerequisite and part, its state, and the command that installs it. */

import type { Command } from 'commander';
import { examine } from '../../../setup/doctor.js';
import { exitCodes } from '../exit.js';
import { outputOf, table } from '../output.js';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('examine this machine: what Slipway needs, what is there, what installs the rest')
    .action(async (_options: object, command: Command) => {
      const checks = await examine();
      const rows = checks.map((check) => [
        check.name,
        check.state === 'ok' ? 'ok' : check.needed ? check.state : `${check.state} (optional)`,
        check.found,
        check.state === 'ok' ? '' : check.install,
      ]);
      outputOf(command).result(checks, [table(['part', 'state', 'found', 'install'], rows)]);
      if (checks.some((check) => check.needed && check.state !== 'ok')) process.exitCode = exitCodes.failed;
    });
}
