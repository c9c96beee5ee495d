/** Compares the packages of a Python environment with the lock. Separate because three callers ask: set-up, `SLIPWAY_PYTHON`, the doctor. */

import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../platform/package-root.js';
import { execute, jsonOf } from './execute.js';
import type { Environment } from './layout.js';

export interface Locks {
  /** Everything but torch. */
  readonly requirements: string;
  /** torch as the package index has it. */
  readonly torch: string;
}

/** What training and serving stand on; the rest follows from the lock. */
const telling = ['torch', 'trl', 'transformers', 'peft', 'xllamacpp'];

const question = [
  'import sys, json, importlib.metadata as m',
  'def v(n):',
  '    try: return m.version(n)',
  '    except m.PackageNotFoundError: return None',
  'print(json.dumps({n: v(n) for n in sys.argv[1:]}))',
].join('\n');

const answerSchema = z.record(z.string(), z.string().nullable());

export function defaultLocks(): Locks {
  const folder = join(packageRoot(), 'python');
  return { requirements: join(folder, 'requirements.lock'), torch: join(folder, 'requirements-torch.lock') };
}

/** Changes when either lock changes: then the environment is built anew. */
export async function pinOf(locks: Locks): Promise<string> {
  const hash = createHash('sha256');
  for (const path of [locks.requirements, locks.torch]) hash.update(await readFile(path)).update('\0');
  return `locks@${hash.digest('hex')}`;
}

/** Differences from the lock in words (`trl 1.15.0 instead of 1.16.0`); empty when there is none. Reads metadata only: importing takes 15 s. */
export async function differencesFromLock(python: string, locks: Locks, env: Environment): Promise<string[]> {
  const expected = await lockedVersions(locks);
  const { exitCode, stdout, stderr } = await execute({
    program: python,
    args: ['-c', question, ...telling],
    env,
    timeoutMilliseconds: 60_000,
  });
  if (exitCode !== 0) return [`${python} does not run: ${stderr.trim() || 'no reason given'}`];
  const { data: found } = answerSchema.safeParse(jsonOf(stdout));
  if (found === undefined) return [`${python} is no Python: it answered ${JSON.stringify(stdout.slice(0, 80))}`];
  return telling.flatMap((name) => {
    const [wanted, version] = [expected.get(name), found[name] ?? undefined];
    if (wanted === undefined) return [`${name} is not in ${locks.requirements} or ${locks.torch}`];
    if (version === undefined) return [`${name} is missing (wanted ${wanted})`];
    // A CPU build of torch calls itself 2.15.0+cpu.
    return version.split('+')[0] === wanted ? [] : [`${name} ${version} instead of ${wanted}`];
  });
}

async function lockedVersions(locks: Locks): Promise<Map<string, string>> {
  const texts = await Promise.all([locks.requirements, locks.torch].map((path) => readFile(path, 'utf8')));
  const lines = texts.flatMap((text) => [...text.matchAll(/^([A-Za-z0-9._-]+)==([^\s;\\]+)/gm)]);
  return new Map(lines.map((line) => [line[1] ?? '', line[2] ?? '']));
}
