/** What a command reads on this machine. Apart from `context.ts`, because most of what is read here needs no server. */

import type { Environment } from '../../configs/env.js';
import type { ObjectStore } from '../../platform/ports.js';
import { ambient } from '../../setup/layout.js';

/** Addresses of a local stack (`slipway up`) apply unless the environment names others. Its schema is loaded now: help does without. */
export async function environment(): Promise<Environment> {
  const [{ readEnvironment }, { runningStack }] = await Promise.all([import('../../configs/env.js'), import('./running-stack.js')]);
  return readEnvironment({ ...(await runningStack()), ...ambient });
}

/** To look at, unless the command says that it writes. */
export async function localStore(purpose: 'read' | 'write' = 'read'): Promise<ObjectStore> {
  const [{ openObjectStore }, { storePlaceOf }] = await Promise.all([
    import('../../platform/open-store.js'),
    import('../../configs/env.js'),
  ]);
  return openObjectStore(storePlaceOf(await environment()), purpose);
}
