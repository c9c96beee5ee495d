/** Which processes of ours run, by a folder that is theirs alone: in their environment or on their command line. Linux only, by /proc. */

import { readdir, readFile } from 'node:fs/promises';
import { waitFor } from '../../apps/local/wait.js';
import { isAlive } from '../../platform/process-group.js';

export interface LeftProcess {
  readonly pid: number;
  readonly command: string;
}

/** Without this process itself, and without what ended and was not collected. */
export async function leftProcesses(marker: string): Promise<LeftProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const looked = await Promise.all(pids.filter((pid) => pid !== process.pid).map((pid) => lookAt(pid, marker)));
  return looked.filter((found) => found !== undefined);
}

/** Resolves once nothing is left; at the deadline, with what is. For stacks that were killed: their processes notice it within a second. */
export async function leftAfter(marker: string, milliseconds: number): Promise<LeftProcess[]> {
  const wait = { what: 'nothing to be left', timeoutMilliseconds: milliseconds };
  return waitFor(wait, async () => {
    const left = await leftProcesses(marker);
    return left.length === 0 ? left : undefined;
  }).catch(() => leftProcesses(marker));
}

async function lookAt(pid: number, marker: string): Promise<LeftProcess | undefined> {
  const [environment, commandLine] = await Promise.all(
    // Gone in between, or another user's.
    ['environ', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
  );
  if (!`${environment}${commandLine}`.includes(marker) || !isAlive(pid)) return undefined;
  return { pid, command: (commandLine ?? '').replaceAll('\0', ' ').trim() };
}
