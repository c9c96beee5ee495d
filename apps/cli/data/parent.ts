/** The dataset version that a person means with `--against`: a folder of results, a version that was validated here, or the data of a model's version. */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parentFromFolder, parentFromStore, type ParentVersion } from '../../../dataset/version/parent.js';
import { slipwayHome } from '../../../setup/layout.js';
import { UsageError } from '../exit.js';
import { localStore } from '../local.js';
import { namedVersion, requireVersion } from '../record/named-version.js';

/** Where results go that nobody has named a folder for. */
export function dataFolder(): string {
  return join(slipwayHome(), 'data');
}

/** @param folder for what is fetched from the store; the caller removes it */
export async function parentNamed(text: string, folder: string): Promise<ParentVersion> {
  if (await isFolder(text)) return await believed(text, () => parentFromFolder(text));
  const local = await validatedHere(text);
  if (local !== undefined) return await believed(text, () => parentFromFolder(local));
  if (text.includes('@')) {
    const store = await localStore();
    const { manifest } = await requireVersion(store, namedVersion(text));
    const { dataset } = manifest;
    if (dataset === null)
      throw new UsageError({ what: `${text} has no dataset`, why: 'it was made elsewhere', next: 'name another version' });
    return await believed(text, () => parentFromStore(store, dataset, folder));
  }
  throw new UsageError({
    what: `--against: there is no dataset version ${text}`,
    why: `it is no folder, and ${dataFolder()} has no version that begins so`,
    next: 'name a folder of results, a version that was validated here, or MODEL@v12',
  });
}

/** By its name, or by eight characters of it and more. */
async function validatedHere(text: string): Promise<string | undefined> {
  if (!/^[0-9a-f]{8,64}$/.test(text)) return undefined;
  const names = await readdir(dataFolder()).catch(() => []);
  const found = names.filter((name) => name.startsWith(text));
  return found.length === 1 && found[0] !== undefined ? join(dataFolder(), found[0]) : undefined;
}

async function believed(text: string, read: () => Promise<ParentVersion>): Promise<ParentVersion> {
  try {
    return await read();
  } catch (error) {
    throw new UsageError({
      what: `--against: ${text} cannot be read`,
      why: error instanceof Error ? error.message : String(error),
      next: 'name another version, or leave --against out',
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
