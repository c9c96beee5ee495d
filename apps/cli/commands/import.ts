/** `slipway import`: makes a model that was made elsewhere a version, and the champion where a person vouches for it. */

import { Option, type Command } from 'commander';
import { examples } from '../examples.js';

export function configureImport(command: Command): void {
  command
    .argument('<model>', 'as its pipeline file is named')
    .argument('<path>', 'a folder of safetensors, a LoRA adapter, a GGUF, or a tar of one')
    .requiredOption('--reason <text>', 'why; kept in the audit')
    .addOption(new Option('--as <role>', 'serve it at once, as the baseline of later runs').choices(['champion']))
    .option('--base <folder>', 'the model that a LoRA adapter was trained on')
    .option('--context <tokens>', 'one request may use; else as the pipeline file says')
    .option('--wait', 'wait until it is a version, or was refused')
    .addHelpText(
      'after',
      `
Pickles and programs are refused, archives are checked before they are unpacked.
What was imported is a candidate of unknown lineage: that its data did not hold
the tests is unproven, and is shown so. Without --as champion it serves nobody.`,
    )
    .action(async (...[model, path, , command]: [string, string, object, Command]) =>
      (await import('../import/import-model.js')).importModel(model, path, command),
    );
  examples(command, [
    ['a model made by hand, as the baseline', 'slipway import support-triage my-model --as champion --reason "ours"'],
    ['a GGUF from elsewhere', 'slipway import support-triage model.gguf --context 2048 --reason "new"'],
    ['a LoRA adapter', 'slipway import support-triage lora.tar --base models/llama --reason "new"'],
  ]);
}
