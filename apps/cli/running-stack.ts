/** Where a local stack says how it is reached, so that other commands find it without being told. */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { slipwayHome } from '../../setup/layout.js';

const stackFile = z.object({ pid: z.int().positive(), environment: z.record(z.string(), z.string()) });

/** The environment of the stack that runs now; empty when none does. */
export async function runningStack(): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(pathOf(), 'utf8').catch(() => undefined);
  if (text === undefined) return {};
  const parsed = stackFile.safeParse(JSON.parse(text));
  return parsed.success && isAlive(parsed.data.pid) ? parsed.data.environment : {};
}

/** Returns how to take it back. */
export async function announceStack(environment: Readonly<Record<string, string>>): Promise<() => Promise<void>> {
  await mkdir(dirname(pathOf()), { recursive: true });
  await writeFile(pathOf(), JSON.stringify({ pid: process.pid, environment }));
  return () => rm(pathOf(), { force: true });
}

function pathOf(): string {
  return join(slipwayHome(), 'stack.json');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
