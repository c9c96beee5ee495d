/** What a comparison with a champion that was made elsewhere does not prove: told wherever what is left unprotected is told. */

import type { ObjectStore } from '../platform/ports.js';
import { readHead } from './heads.js';
import { readVersion } from './manifests.js';

/** A sentence each; empty where a run has trained what serves, and where nothing does. */
export async function unprovenChampion(store: ObjectStore, model: string): Promise<string[]> {
  const head = await readHead(store, model, 'production');
  const champion = head === undefined ? undefined : await readVersion(store, model, head.version);
  if (champion?.origin !== 'imported') return [];
  const { version } = champion;
  return [
    `champion ${version} was imported: its lineage is unknown, and that its data did not contain the tests it is compared on is unproven`,
  ];
}
