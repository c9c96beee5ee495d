/** Writes a version into a folder, complete or not at all. Apart from the command, because help must not wait for the registry. */

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { ExplainedError } from '../../../domain/explained-error.js';
import { tellFullDisk } from '../../../platform/disk-full.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { fetchFile } from '../../../registry/artifacts.js';
import type { StoredVersion } from '../../../registry/manifests.js';
import { UsageError } from '../exit.js';
import { localStore } from '../local.js';
import { outputOf } from '../output.js';
import { during } from '../progress.js';
import { namedVersion, requireVersion } from '../record/named-version.js';
import { filesToExport, type ExportedFile } from './files.js';
import { writeOciLayout } from './oci-layout.js';

interface ExportOptions {
  readonly to: string;
  readonly oci?: boolean;
  readonly adapter?: boolean;
}

export async function exportVersion(model: string, version: string | undefined, command: Command): Promise<void> {
  const { to, oci = false, adapter = false } = command.opts<ExportOptions>();
  const output = outputOf(command);
  const store = await localStore();
  const stored = await requireVersion(store, namedVersion(model, version));
  const { manifest, sha256 } = stored;
  const folder = resolve(to);
  const writing = writeExport(store, stored, { folder, oci, adapter });
  const { files, image } = await during(output, `writes ${manifest.model} ${manifest.version} to ${to}`, writing);
  output.result({ model: manifest.model, version: manifest.version, sha256, folder, image, files }, [
    `wrote ${folder}: ${files.join(', ')}`,
    image === null
      ? `next  ollama create ${manifest.model}:${manifest.version} -f ${join(to, 'Modelfile')}`
      : `next  oras cp --from-oci-layout ${to}:sha256-${sha256} REGISTRY/${manifest.model}:${manifest.version}`,
  ]);
}

export interface ExportTarget {
  readonly folder: string;
  readonly oci: boolean;
  readonly adapter: boolean;
}

/** The names of the files, and the digest of the OCI image where it is one. Leaves nothing when it fails. */
export async function writeExport(
  store: ObjectStore,
  stored: StoredVersion,
  { folder, oci, adapter }: ExportTarget,
): Promise<{ readonly files: readonly string[]; readonly image: string | null }> {
  await requireEmpty(folder);
  const files = await filesToExport(store, stored, { adapter });
  for (const file of files) await requireThere(store, stored.manifest.version, file);
  const image = await whole(folder, async (partial) => {
    if (oci) return writeOciLayout(partial, { store, stored, files });
    for (const file of files) await writeExported(store, partial, file);
    return null;
  });
  return { files: files.map(({ path }) => path), image };
}

/** What is there is somebody's: nothing is mixed with it. */
async function requireEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return [];
    if (code !== 'ENOTDIR') throw error;
    throw new UsageError({ what: `${folder}: expected a folder`, why: 'it is a file', next: 'name another folder' });
  });
  if (names.length === 0) return;
  throw new UsageError({
    what: `${folder}: expected a new or empty folder`,
    why: `it holds ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' and more' : ''}`,
    next: 'name another folder',
  });
}

async function requireThere(store: ObjectStore, version: string, { path, content }: ExportedFile): Promise<void> {
  if (Buffer.isBuffer(content) || (await store.stat(content.key)) !== undefined) return;
  throw new ExplainedError({
    what: `${path} of ${version} is not in the store`,
    why: 'it was removed to free its room, or is lost',
    next: `slipway audit tells whether it was removed; otherwise restore ${content.key} from a backup`,
  });
}

async function writeExported(store: ObjectStore, folder: string, { path, content }: ExportedFile): Promise<void> {
  const file = join(folder, path);
  if (!Buffer.isBuffer(content)) return void (await fetchFile(store, content, file));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

/** Written beside, so that the rename stays within one file system. */
async function whole<T>(folder: string, write: (partial: string) => Promise<T>): Promise<T> {
  const partial = `${folder}.${randomUUID().slice(0, 8)}.partial`;
  try {
    const written = await tellFullDisk(partial, async () => {
      await mkdir(partial, { recursive: true });
      return write(partial);
    });
    // Empty a moment ago; should somebody have put something there, this fails.
    await rmdir(folder).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    });
    await rename(partial, folder);
    return written;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
