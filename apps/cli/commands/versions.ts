/** `slipway versions`: every registered version of a model, and which one serves. */

import type { Command } from 'commander';
import { readHead } from '../../../registry/heads.js';
import { listVersions } from '../../../registry/manifests.js';
import { localStore } from '../context.js';
import { requireModel } from '../known-models.js';
import { outputOf, table } from '../output.js';

export function addVersions(program: Command): void {
  program
    .command('versions')
    .description('list the versions of a model')
    .argument('<model>')
    .action(async (model: string, _options: object, command: Command) => {
      await requireModel(model);
      const store = await localStore();
      const versions = await listVersions(store, model);
      const head = await readHead(store, model, 'production');
      const rows = versions.map((entry) => [
        entry.version === head?.version ? `${entry.version} *` : entry.version,
        entry.status,
        entry.createdAt,
        entry.artifact.gguf.sha256.slice(0, 12),
        entry.runId,
      ]);
      outputOf(command).result({ model, production: head?.version ?? null, versions }, [
        ...(rows.length === 0 ? [] : [table(['version', 'status', 'created', 'digest', 'run'], rows)]),
        head === undefined ? `${model}: no version has been released` : '* serves in production',
      ]);
    });
}
