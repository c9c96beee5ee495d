/** Puts one part in place, whole or not at all. Separate because it is the same for what is downloaded, unpacked or compiled. */

import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { isInstalled, sha256Of, sizeOf, writeStamp } from './installed.js';
import { layoutOf } from './layout.js';
import { withLock } from './lock.js';
import type { SetupContext } from './report.js';

export interface PartInstall {
  /** Its name in reports, stamps and locks. */
  readonly part: string;
  /** What is installed, exactly; under another pin it is installed anew. */
  readonly pin: string;
  /** Where it goes: a file or folder inside the home. */
  readonly target: string;
  /** Makes it even where it seems to be there: for what the caller knows to be damaged. */
  readonly anew?: boolean;
  /** Makes it in the folder `work`, which is there and empty; answers the path in it of what goes to the target. */
  make(work: string): Promise<string>;
}

/** True when it had to be made. Idempotent, safe in two processes at once; leaves the target untouched when anything fails. */
export async function installPart({ home, report }: SetupContext, { part, pin, target, anew, make }: PartInstall): Promise<boolean> {
  if (anew !== true && (await isInstalled(home, part, pin))) return false;
  const layout = layoutOf(home);
  return withLock({ path: join(layout.locks, part), onWait: (text) => report({ part, text }) }, async () => {
    if (anew !== true && (await isInstalled(home, part, pin))) return false;
    const work = join(layout.partial, part);
    await rm(work, { recursive: true, force: true });
    await mkdir(work, { recursive: true });
    try {
      await place(await make(work), target);
      await writeStamp(home, part, { pin, files: await listFiles(home, target) });
      return true;
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  });
}

/** By rename within the home: whoever runs the old file keeps it, and nobody sees half of the new one. */
async function place(from: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  if ((await readdir(target).catch(() => undefined)) !== undefined) await rename(target, `${from}.replaced`);
  await rename(from, target);
}

async function listFiles(home: string, target: string): Promise<{ path: string; bytes: number; sha256: string }[]> {
  const entries = await readdir(target, { recursive: true, withFileTypes: true }).catch(() => undefined);
  const paths = entries?.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)) ?? [target];
  return Promise.all(
    paths.map(async (path) => ({ path: relative(home, path), bytes: (await sizeOf(path)) ?? 0, sha256: await sha256Of(path) })),
  );
}
