/** Puts the results of a validation where they belong, whole or not at all. */

import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { BuiltDataset } from '../../../dataset/stage/request.js';
import { sha256OfFile } from '../../../dataset/version/parent.js';
import { tellFullDisk } from '../../../platform/disk-full.js';
import { UsageError } from '../exit.js';
import { dataFolder } from './parent.js';

/** Before anything is read: a folder with somebody's own files is never replaced. */
export async function refuseOtherFolder(out: string | undefined): Promise<void> {
  if (out === undefined) return;
  const found = await stat(out).catch(() => undefined);
  if (found === undefined) return;
  const names = found.isDirectory() ? await readdir(out) : [];
  if (found.isDirectory() && (names.length === 0 || names.includes('report.json'))) return;
  throw new UsageError({
    what: `--out: ${out} is there already, and holds no results`,
    why: found.isDirectory() ? 'it has other files, which would be lost' : 'it is a file',
    next: 'name another folder',
  });
}

/** The folder that the results are in now; those of an earlier validation of the same data are replaced. */
export async function placeResults(built: BuiltDataset, out: string | undefined): Promise<string> {
  const { version } = built.report;
  const name = version ?? `refused-${(await sha256OfFile(join(built.folder, 'report.json'))).slice(0, 12)}`;
  const target = out === undefined ? join(dataFolder(), name) : resolve(out);
  const beside = `${target}.part-${process.pid}`;
  await mkdir(dirname(target), { recursive: true });
  try {
    await tellFullDisk(target, () => moved(built.folder, beside));
    await rm(target, { recursive: true, force: true });
    await rename(beside, target);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
  return target;
}

/** To another file system nothing can be renamed. */
async function moved(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    await cp(from, to, { recursive: true });
  }
}
