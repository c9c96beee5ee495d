/** Which processes of a stack can be killed, found by what the kernel says they run: also those that nobody told us of. */

import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createRuntimeControl } from '../../../platform/runtime-control.js';
import type { Stack } from '../../../apps/local/stack.js';

export const targets = ['worker', 'trainer', 'packaging', 'gateway', 'runtime', 'staging', 'inference', 'temporal'] as const;
export type Target = (typeof targets)[number];

export interface FoundProcess {
  readonly pid: number;
  readonly command: string;
}

/** Every process whose command line names the folder. */
export async function processesNaming(folder: string): Promise<FoundProcess[]> {
  const entries = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    entries.map(async (name) => {
      const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
      return { pid: Number(name), command: line.replaceAll('\0', ' ') };
    }),
  );
  return found.filter(({ command }) => command.includes(folder));
}

/** Those that can be killed now; a target that has none is not there at the moment (no training runs, say). */
export async function pidsOf(target: Target, stack: Stack, folder: string): Promise<number[]> {
  switch (target) {
    case 'worker':
    case 'gateway':
    case 'runtime':
    case 'staging':
      return [stack.pids[target] ?? 0].filter((pid) => pid > 0);
    case 'trainer':
      return pidsRunning(folder, /train\/main\.py/);
    case 'packaging':
      return pidsRunning(folder, /convert\/main\.py|serve\/probe\.py|quantize-process/);
    case 'temporal':
      return (await processesNaming(folder)).filter(isTemporalServer).map(({ pid }) => pid);
    case 'inference':
      return inferencePids(stack);
    default:
      throw new Error(`unknown target ${String(target satisfies never)}`);
  }
}

async function pidsRunning(folder: string, program: RegExp): Promise<number[]> {
  return (await processesNaming(folder)).filter(({ command }) => program.test(command)).map(({ pid }) => pid);
}

/** The server itself, not what guards it. */
function isTemporalServer({ command }: FoundProcess): boolean {
  const [program = ''] = command.split(' ');
  return command.includes('start-dev') && basename(program).startsWith('temporal');
}

async function inferencePids(stack: Stack): Promise<number[]> {
  const running = await createRuntimeControl(stack.runtimeUrl)
    .list()
    .catch(() => []);
  return running.flatMap(({ pid }) => (pid === null ? [] : [pid]));
}
