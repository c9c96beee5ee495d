/** A Slipway home of a test's own: fetched parts are the checkout's, by link; everything that is written is the test's, and so are the ports. */

import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../apps/local/free-port.js';
import { slipwayHome } from '../../setup/layout.js';

/** What a stack writes into its home. */
const own = new Set(['data', 'demo', 'reports', 'stack.json']);
const addresses = ['SLIPWAY_GATEWAY_URL', 'SLIPWAY_GATEWAY_CONTROL_URL', 'SLIPWAY_RUNTIME_URL', 'SLIPWAY_STAGING_RUNTIME_URL'];

/** Makes the folder and returns the environment variables that go with it. */
export async function aHome(home: string): Promise<Record<string, string>> {
  await mkdir(home);
  for (const name of await readdir(slipwayHome())) if (!own.has(name)) await symlink(join(slipwayHome(), name), join(home, name));
  const urls = await Promise.all(addresses.map(async (name) => [name, `http://127.0.0.1:${await freePort()}`] as const));
  return { SLIPWAY_HOME: home, ...Object.fromEntries(urls) };
}
