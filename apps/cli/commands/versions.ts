/** `slipway versions`: every registered version of a model, and which one serves. */

import type { Command } from 'commander';
import { readHead } from '../../../registry/heads.js';
import { listVersions } from '../../../registry/manifests.js';
import { examples } from '../examples.js';
import { requireModel } from '../known-models.js';
import { localStore } from '../local.js';
import { outputOf, table } from '../output.js';

export function configureVersions(command: Command): void {
  command.argument('<model>', 'as its pipeline file is named').action(showVersions);
  examples(command, [
    ['All of them; a star serves', 'slipway versions support-triage'],
    ['With whole digests, for a script', 'slipway versions support-triage --json'],
  ]);
}

async function showVersions(model: string, _options: object, command: Command): Promise<void> {
  await requireModel(model);
  const store = await localStore();
  const versions = await listVersions(store, model);
  const head = await readHead(store, model, 'production');
  const rows = versions.map((entry) => [
    entry.version === head?.version ? `${entry.version} *` : entry.version,
    entry.status,
    entry.createdAt.slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', ' '),
    `${entry.artifact.gguf.sha256.slice(0, 12)}…`,
    entry.runId,
  ]);
  outputOf(command).result({ model, production: head?.version ?? null, versions }, [
    ...(rows.length === 0 ? [] : [table(['version', 'status', 'created (UTC)', 'digest', 'run'], rows)]),
    head === undefined ? `${model}: no version has been released` : '* serves in production',
  ]);
}
