/** A GGUF on this machine becomes the champion, as `slipway import --as champion` does it, without a process for each. */

import type { Client } from '@temporalio/client';
import { createImports } from '../../client/imports.js';
import { createReleases } from '../../client/releases.js';
import type { ObjectStore } from '../../platform/ports.js';
import { storeFile } from '../../registry/artifacts.js';

export interface Adoption {
  readonly client: Client;
  readonly store: ObjectStore;
  readonly model: string;
  readonly path: string;
}

/** The version that serves once this resolves. */
export async function adopt({ client, store, model, path }: Adoption): Promise<string> {
  const asking = { identity: 'test', reason: 'made by hand' };
  const imports = createImports(client);
  const gguf = await storeFile(store, model, path);
  const importId = await imports.importVersion(model, { source: { kind: 'gguf', gguf }, from: path, contextTokens: null, ...asking });
  const { version } = await imports.importedVersion(model, importId);
  const releases = createReleases(client);
  const answer = await releases.requestRollback(model, { to: version, adopt: true, ...asking });
  if (!answer.admitted) throw new Error(answer.reason);
  return (await releases.rollbackReport(model, answer.runId)).to;
}
