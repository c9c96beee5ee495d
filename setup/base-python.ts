/** Finds a Python to build on. Separate because the doctor asks the same question without building anything. */

import { z } from 'zod';
import { execute, jsonOf } from './execute.js';
import { ExplainedError } from '../domain/explained-error.js';
import type { Environment } from './layout.js';

/** Floor of the pinned torch and transformers; docs/adr/0002 has the reason. */
export const pythonFloor = { major: 3, minor: 11 };

const candidates = ['python3.13', 'python3.12', 'python3.11', 'python3'];

const answerSchema = z.strictObject({ version: z.tuple([z.number(), z.number(), z.number()]), executable: z.string(), venv: z.boolean() });
export type BasePython = z.infer<typeof answerSchema>;

const question = [
  'import sys, json, importlib.util as u',
  "print(json.dumps({'version': list(sys.version_info[:3]), 'executable': sys.executable, 'venv': all(u.find_spec(m) for m in ('venv', 'ensurepip'))}))",
].join('\n');

/** The first Python that is new enough and can make environments; else the best of those found, for the message; else undefined. */
export async function findBasePython(env: Environment): Promise<BasePython | undefined> {
  const found: BasePython[] = [];
  for (const program of env['SLIPWAY_PYTHON_BASE'] ? [env['SLIPWAY_PYTHON_BASE']] : candidates) {
    const python = await ask(program, env);
    if (python !== undefined && isNewEnough(python) && python.venv) return python;
    if (python !== undefined) found.push(python);
  }
  return found.find(isNewEnough) ?? found[0];
}

/** As `findBasePython`, or an error that names the command which installs what is missing. */
export async function requireBasePython(env: Environment): Promise<BasePython> {
  const python = await findBasePython(env);
  const what = `expected Python >= ${pythonFloor.major}.${pythonFloor.minor} with venv`;
  const next = `install it: ${pythonInstall()}, or set SLIPWAY_PYTHON_BASE`;
  const chosen = env['SLIPWAY_PYTHON_BASE'];
  if (python === undefined && chosen) {
    const why = 'found no Python that runs';
    throw new ExplainedError({ what: `${what} in SLIPWAY_PYTHON_BASE=${chosen}`, why, next: 'unset it, or name another' });
  }
  if (python === undefined) throw new ExplainedError({ what, why: 'found none on PATH', next });
  if (!isNewEnough(python)) throw new ExplainedError({ what, why: `found ${versionOf(python)} (${python.executable})`, next });
  if (!python.venv)
    throw new ExplainedError({
      what,
      why: `${python.executable} (${versionOf(python)}) has no venv`,
      next: `install it: ${venvInstall(python)}`,
    });
  return python;
}

export function isNewEnough(python: BasePython): boolean {
  const [major, minor] = python.version;
  return major > pythonFloor.major || (major === pythonFloor.major && minor >= pythonFloor.minor);
}

export function versionOf(python: BasePython): string {
  return python.version.join('.');
}

export function pythonInstall(): string {
  return process.platform === 'darwin' ? 'brew install python@3.13' : 'apt-get install python3 python3-venv';
}

export function venvInstall(python: BasePython): string {
  if (process.platform === 'darwin') return pythonInstall();
  const [major, minor] = python.version;
  return `apt-get install python3-venv (or python${major}.${minor}-venv)`;
}

/** Undefined for a name that is no Python, such as a version manager's shim for a version that is not chosen. */
async function ask(program: string, env: Environment): Promise<BasePython | undefined> {
  const { exitCode, stdout } = await execute({ program, args: ['-c', question], env, timeoutMilliseconds: 20_000 });
  if (exitCode !== 0) return undefined;
  const answer = answerSchema.safeParse(jsonOf(stdout));
  return answer.success ? answer.data : undefined;
}
