/** `slipway check`: every mistake of a pipeline file, and what the file leaves unprotected. */

import type { Command } from 'commander';
import { loadSpec } from '../../../configs/load.js';
import { outputOf } from '../output.js';

export function addCheck(program: Command): void {
  program
    .command('check')
    .description('read a pipeline file: mistakes, and what it leaves unprotected')
    .argument('<file>', 'such as configs/pipelines/support-triage.yaml')
    .action(async (file: string, _options: object, command: Command) => {
      const { spec, digest, unprotected } = await loadSpec(file);
      const lines = unprotected.map((line) => `  unprotected: ${line}`);
      outputOf(command).result({ model: spec.model, digest, unprotected }, [
        `${file}: valid (${spec.model}, ${digest.slice(0, 12)})`,
        ...lines,
      ]);
    });
}
