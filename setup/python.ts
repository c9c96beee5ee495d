/** The Python environment for training, converting and serving. Separate because it is the one part that is built, not fetched: 40 s to many minutes. */

import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { requireBasePython } from './base-python.js';
import { execute } from './execute.js';
import { ExplainedError } from '../domain/explained-error.js';
import { isInstalled, sha256Of, sizeOf, writeStamp } from './installed.js';
import { interpreterOf, layoutOf } from './layout.js';
import { withLock } from './lock.js';
import { freeGigabytes, gpuName, neededGigabytes } from './machine.js';
import { defaultLocks, differencesFromLock, pinOf } from './python-versions.js';
import type { Locks } from './python-versions.js';
import { contextOf } from './report.js';
import type { Report, SetupContext } from './report.js';
import { installTorch } from './torch.js';
import { ensureUv } from './uv.js';

export interface PythonOptions extends Partial<Omit<SetupContext, 'report'>> {
  readonly locks?: Locks;
}

const part = 'python';

/**
 * Path of an interpreter that has the locked packages. `SLIPWAY_PYTHON` is used as it is, once its versions were compared with the lock.
 * Idempotent: milliseconds when the environment was built from the present lock.
 */
export async function ensurePython(report: Report, options: PythonOptions = {}): Promise<{ python: string }> {
  const context = contextOf(report, options);
  const locks = options.locks ?? defaultLocks();
  const given = context.env['SLIPWAY_PYTHON'];
  if (given !== undefined && given !== '') return useGiven(context, given, locks);
  const layout = layoutOf(context.home);
  const python = interpreterOf(layout.pythonEnvironment);
  const pin = await pinOf(locks);
  // The interpreter is a link to the Python it was made with, which a system update may take away.
  const isReady = async (): Promise<boolean> => existsSync(python) && (await isInstalled(context.home, part, pin));
  if (await isReady()) return { python };
  await withLock({ path: join(layout.locks, part), onWait: (text) => report({ part, text }) }, async () => {
    if (!(await isReady())) await build(context, locks, pin);
  });
  return { python };
}

async function useGiven(context: SetupContext, python: string, locks: Locks): Promise<{ python: string }> {
  const differences = await differencesFromLock(python, locks, context.env);
  if (differences.length > 0) {
    throw new ExplainedError({
      what: `expected the locked packages in SLIPWAY_PYTHON=${python}`,
      why: differences.join('; '),
      next: `install ${locks.requirements} there, or unset it`,
    });
  }
  context.report({ part, text: `takes Python from SLIPWAY_PYTHON: ${python}` });
  return { python };
}

async function build(context: SetupContext, locks: Locks, pin: string): Promise<void> {
  const { home, env, report } = context;
  const layout = layoutOf(home);
  const base = await requireBasePython(env);
  const free = await freeGigabytes(home);
  if (free < neededGigabytes) {
    throw new ExplainedError({
      what: `expected ${neededGigabytes} GB free for the Python environment`,
      why: `found ${free.toFixed(1)} GB at ${home}`,
      next: 'free some, or set SLIPWAY_HOME to a larger disk',
    });
  }
  // Built aside and renamed: an interrupted build is never taken for a whole one, and what was downloaded stays in uv's cache.
  const made = join(layout.partial, part);
  const uv = await ensureUv(context, interpreterOf(made));
  await rm(made, { recursive: true, force: true });
  await mkdir(layout.partial, { recursive: true });
  report({ part, text: `makes the Python environment with ${base.executable}`, percent: 0 });
  await uv(['venv', '--relocatable', '--python', base.executable, made]);
  await installTorch({ uv, lock: locks.torch, gpu: await gpuName(env), report });
  report({ part, text: 'installs the locked packages', percent: 60 });
  await uv(['pip', 'install', '--no-deps', '--require-hashes', '-r', locks.requirements]);
  report({ part, text: 'checks the installed packages', percent: 90 });
  await check(context, interpreterOf(made), locks);
  await rm(layout.pythonEnvironment, { recursive: true, force: true });
  await rename(made, layout.pythonEnvironment);
  const config = join(layout.pythonEnvironment, 'pyvenv.cfg');
  await writeStamp(home, part, {
    pin,
    files: [{ path: 'python/pyvenv.cfg', bytes: (await sizeOf(config)) ?? 0, sha256: await sha256Of(config) }],
  });
  report({ part, text: 'the Python environment is ready', percent: 100 });
}

async function check(context: SetupContext, python: string, locks: Locks): Promise<void> {
  const differences = await differencesFromLock(python, locks, context.env);
  if (differences.length > 0) throw new Error(`the Python environment differs from its lock: ${differences.join('; ')}`);
  const result = await execute({ program: python, args: ['-c', 'import torch, xllamacpp'], env: context.env });
  if (result.exitCode !== 0) throw new Error(`torch and xllamacpp cannot be imported here: ${result.stderr.trim()}`);
}
