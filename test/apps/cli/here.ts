/** Commands in the test's own process, for tests of what they say: a start of the real program costs a second, and the store is the same. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { commands } from '../../../apps/cli/commands/index.js';
import { endWith } from '../../../apps/cli/exit.js';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { required } from '../../configs/harness.js';

export interface Said {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Here {
  folder(): string;
  store(): ObjectStore;
  slipway(...args: readonly string[]): Promise<Said>;
}

/** Call once at the top of a test file: a home, a store and a folder of pipeline files with one for `support-triage`. Nobody answers for Temporal. */
export function useHere(): Here {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-here-'));
    await mkdir(join(folder, 'configs'));
    await writeFile(join(folder, 'configs', 'support-triage.yaml'), required);
    vi.stubEnv('SLIPWAY_CONFIGS', join(folder, 'configs'));
    vi.stubEnv('SLIPWAY_STORE', join(folder, 'store'));
    vi.stubEnv('SLIPWAY_HOME', join(folder, 'home'));
    // A port that the kernel gives to nobody.
    vi.stubEnv('TEMPORAL_ADDRESS', '127.0.0.1:1');
  });
  afterEach(() => {
    process.exitCode = undefined;
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    folder: () => folder,
    store: () => createFileObjectStore(join(folder, 'store')),
    slipway: run,
  };
}

async function run(...args: readonly string[]): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  const out = vi.spyOn(console, 'log').mockImplementation((text: string) => void (said.stdout += `${text}\n`));
  const err = vi.spyOn(console, 'error').mockImplementation((text: string) => void (said.stderr += `${text}\n`));
  process.exitCode = undefined;
  const program = new Command('slipway').option('--json').exitOverride();
  const entry = commands.find(({ name }) => name === args[0]);
  try {
    if (entry === undefined) throw new Error(`there is no command ${args[0]}`);
    (await entry.load())(program.command(entry.name));
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    endWith(error, { json: args.includes('--json') });
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
  return { exitCode: Number(process.exitCode ?? 0), ...said };
}
