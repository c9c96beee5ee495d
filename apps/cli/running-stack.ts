/** Where a local stack says how it is reached, so that other commands find it without being told. */

import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { isAlive, startTicksOf } from '../../platform/process-group.js';
import { slipwayHome } from '../../setup/layout.js';

const stackFile = z.object({ pid: z.int().positive(), startTicks: z.string().optional(), environment: z.record(z.string(), z.string()) });

/** The environment of the stack that runs now; empty when none does, also where one was killed and its file stayed. */
export async function runningStack(): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(pathOf(), 'utf8').catch(() => undefined);
  if (text === undefined) return {};
  const { data } = stackFile.safeParse(jsonOf(text));
  return data !== undefined && isAlive(data.pid) && startTicksOf(data.pid) === data.startTicks ? data.environment : {};
}

/** Returns how to take it back. */
export async function announceStack(environment: Readonly<Record<string, string>>): Promise<() => Promise<void>> {
  await mkdir(dirname(pathOf()), { recursive: true });
  // By rename: another command may read at this moment.
  await writeFile(`${pathOf()}.partial`, JSON.stringify({ pid: process.pid, startTicks: startTicksOf(process.pid), environment }));
  await rename(`${pathOf()}.partial`, pathOf());
  return () => rm(pathOf(), { force: true });
}

/** A file that something cut short is as good as none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pathOf(): string {
  return join(slipwayHome(), 'stack.json');
}
