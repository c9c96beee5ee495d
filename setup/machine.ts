/** What this machine offers: disk, GPU, programs on PATH. Separate because both set-up and the doctor ask. */

import { access, constants, statfs } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { execute } from './execute.js';
import type { Environment } from './layout.js';

/** Space the Python environment and its downloads need, with PyPI's build of torch. */
export const neededGigabytes = 8;

/** Of the file system that holds the folder, or would hold it. */
export async function freeGigabytes(folder: string): Promise<number> {
  const facts = await statfs(folder).catch(() => undefined);
  if (facts !== undefined) return (facts.bavail * facts.bsize) / 1e9;
  const parent = dirname(folder);
  return parent === folder ? 0 : freeGigabytes(parent);
}

/** Name of the first NVIDIA GPU, undefined without one or without a working driver. */
export async function gpuName(env: Environment): Promise<string | undefined> {
  const args = ['--query-gpu=name', '--format=csv,noheader'];
  const { exitCode, stdout } = await execute({ program: 'nvidia-smi', args, env, timeoutMilliseconds: 20_000 });
  return exitCode === 0 ? stdout.trim().split('\n')[0] : undefined;
}

export async function findOnPath(name: string, env: Environment): Promise<string | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter((entry) => entry !== '')) {
    const program = join(folder, name);
    if (await isExecutable(program)) return program;
  }
  return undefined;
}

export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
