/** Starts the measured processes, one after the other, and the environment of the Python tools. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../platform/package-root.js';
import type { Measured } from './child.js';
import type { StepName } from './steps.js';

const execute = promisify(execFile);

export interface Task {
  readonly file: string;
  readonly folder: string;
  readonly examples: number;
}

export async function runStep(step: StepName, { file, folder, examples }: Task): Promise<Measured> {
  const child = join(import.meta.dirname, 'child.ts');
  const { stdout } = await execute(process.execPath, [...process.execArgv, child, step, file, folder, String(examples)]);
  return JSON.parse(stdout) as Measured;
}

export type Tool = 'datasketch' | 'rensa' | 'SetSimilaritySearch';

/** Pairs go to `TOOL.txt` in the folder. The memory is that above the imports. */
export async function runTool(python: string, tool: Tool, { file, folder, examples }: Task): Promise<Measured> {
  const script = join(import.meta.dirname, 'peers.py');
  const { stdout } = await execute(python, [script, tool, file, String(examples), join(folder, `${tool}.txt`)]);
  return JSON.parse(stdout) as Measured;
}

const requirements = ['datasketch==2.0.0', 'rensa==0.5.0', 'SetSimilaritySearch==1.0.1'];

/** The interpreter with the tools; why there is none, where they could not be installed. */
export async function ensureTools(): Promise<{ readonly python: string } | { readonly missing: string }> {
  const folder = join(packageRoot(), '.slipway', 'bench-venv');
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'done'))) return { python };
  console.log(`Installing ${requirements.join(', ')} into ${folder}, once.`);
  try {
    await rm(folder, { recursive: true, force: true });
    await execute('python3', ['-m', 'venv', folder]);
    await execute(python, ['-m', 'pip', 'install', '--quiet', ...requirements]);
    await execute(python, ['-c', `import datasketch, rensa, SetSimilaritySearch; open(${JSON.stringify(join(folder, 'done'))}, "w")`]);
    return { python };
  } catch (error) {
    return { missing: error instanceof Error ? (error.message.split('\n').find((line) => line.trim() !== '') ?? '') : String(error) };
  }
}
