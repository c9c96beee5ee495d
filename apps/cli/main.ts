#!/usr/bin/env node
/** The `slipway` program: one command a file; `exit.ts` has the exit codes. */

import { Command, CommanderError } from 'commander';
import { addApprove } from './commands/approve.js';
import { addCancel } from './commands/cancel.js';
import { addCheck } from './commands/check.js';
import { addData } from './commands/data.js';
import { addDemo } from './commands/demo.js';
import { addDigest } from './commands/digest.js';
import { addDoctor } from './commands/doctor.js';
import { addGateway } from './commands/gateway.js';
import { addRollback } from './commands/rollback.js';
import { addRun } from './commands/run.js';
import { addRuntime } from './commands/runtime.js';
import { addStatus } from './commands/status.js';
import { addUp } from './commands/up.js';
import { addVersions } from './commands/versions.js';
import { addWorker } from './commands/worker.js';
import { exitCodeHelp, exitCodes, exitCodeOf, report } from './exit.js';
import { version } from './package-version.js';

const program = new Command('slipway')
  .description('CI/CD for fine-tuned language models: train, gate, canary, watch and roll back, as durable workflows')
  .version(version())
  .option('--json', 'print machine-readable JSON on standard output')
  .addHelpText('after', exitCodeHelp)
  .showSuggestionAfterError()
  .exitOverride();

for (const add of [
  addDemo,
  addUp,
  addRun,
  addStatus,
  addVersions,
  addRollback,
  addApprove,
  addCancel,
  addCheck,
  addData,
  addDigest,
  addDoctor,
  addWorker,
  addGateway,
  addRuntime,
]) {
  add(program);
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  else {
    report(error);
    process.exitCode = exitCodeOf(error);
  }
}
