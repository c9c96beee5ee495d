/** `slipway export`: a version as files that Ollama, people and other registries take. */

import type { Command } from 'commander';
import { examples } from '../examples.js';

export function configureExport(command: Command): void {
  command
    .argument('<model>', 'as its pipeline file is named, or MODEL@v12')
    .argument('[version]', 'such as v12')
    .requiredOption('--to <folder>', 'new or empty; written whole or not at all')
    .option('--oci', 'as an OCI image layout, for container registries')
    .option('--adapter', 'with the LoRA adapter that it was merged from')
    .action(async (...[model, version, , command]: [string, string | undefined, object, Command]) =>
      (await import('../export/export-version.js')).exportVersion(model, version, command),
    );
  examples(command, [
    ['the GGUF, a Modelfile and its record', 'slipway export support-triage v12 --to support-triage-v12'],
    ['for a container registry', 'slipway export support-triage@v12 --to layout --oci'],
    ['with the adapter', 'slipway export support-triage v12 --to bundle --adapter'],
  ]);
}
