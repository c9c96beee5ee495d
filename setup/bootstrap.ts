/** A small Python environment whose pip fetches wheels and whose zipfile unpacks them: one way on every platform, needing no package of the system. */

import { mkdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { requireBasePython } from './base-python.js';
import { execute } from './execute.js';
import { interpreterOf, layoutOf } from './layout.js';
import { withLock } from './lock.js';
import type { SetupContext } from './report.js';

const part = 'bootstrap';

/** Path of its interpreter. Idempotent. */
export async function ensureBootstrap({ home, env, report }: SetupContext): Promise<string> {
  const layout = layoutOf(home);
  const python = interpreterOf(layout.bootstrap);
  if (existsSync(python)) return python;
  await withLock({ path: join(layout.locks, part), onWait: (text) => report({ part, text }) }, async () => {
    if (existsSync(python)) return;
    const base = await requireBasePython(env);
    report({ part, text: `makes a Python environment for downloads with ${base.executable}` });
    // Made aside and renamed: an interrupted one is never taken for a whole one. Only its interpreter is used, which survives the move.
    const made = join(layout.partial, part);
    await rm(made, { recursive: true, force: true });
    await mkdir(layout.partial, { recursive: true });
    const result = await execute({ program: base.executable, args: ['-m', 'venv', made], env });
    if (result.exitCode !== 0) throw new Error(`python -m venv failed: ${(result.stderr || result.stdout).trim()}`);
    await rm(layout.bootstrap, { recursive: true, force: true });
    await rename(made, layout.bootstrap);
  });
  return python;
}
