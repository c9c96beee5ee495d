/** Moves files and folders between a worker's scratch space and the object store, by digest in both directions. */

import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ArtifactRef } from '../domain/artifact.js';
import { sha256OfFile } from '../gguf/digest.js';
import type { ObjectStore } from '../platform/ports.js';
import { permanent } from './failure.js';

const folderManifest = z.strictObject({
  files: z.array(z.strictObject({ path: z.string().min(1), key: z.string(), sha256: z.string(), bytes: z.number() })),
});

/** Content-addressed, so that storing the same bytes twice is one object. */
export async function storeFile(store: ObjectStore, model: string, path: string): Promise<ArtifactRef> {
  const sha256 = await sha256OfFile(path);
  const key = artifactKey(model, sha256);
  await store.createFromFile(key, path);
  return { key, sha256, bytes: (await stat(path)).size };
}

export async function storeJson(store: ObjectStore, model: string, value: unknown): Promise<ArtifactRef> {
  const body = Buffer.from(`${JSON.stringify(value, undefined, 1)}\n`);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const key = artifactKey(model, sha256);
  await store.create(key, body);
  return { key, sha256, bytes: body.length };
}

/** The folder as a manifest of its files; the reference is to the manifest. */
export async function storeFolder(store: ObjectStore, model: string, folder: string): Promise<ArtifactRef> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = [];
  for (const path of paths.toSorted()) files.push({ path: relative(folder, path), ...(await storeFile(store, model, path)) });
  return storeJson(store, model, { files });
}

/** Throws ArtifactInvalid when the bytes are not those that the reference names. */
export async function fetchFile(store: ObjectStore, ref: ArtifactRef, path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await store.readToFile(ref.key, path);
  const sha256 = await sha256OfFile(path);
  if (sha256 === ref.sha256) return path;
  throw permanent(
    'ArtifactInvalid',
    `${ref.key}: expected SHA-256 ${ref.sha256}, got ${sha256}; the object store is damaged, restore the object`,
  );
}

/** As `fetchFile`, for what fits into memory. */
export async function fetchBytes(store: ObjectStore, ref: ArtifactRef): Promise<Buffer> {
  const stored = await store.read(ref.key);
  if (stored === undefined) throw permanent('ArtifactInvalid', `${ref.key}: expected an object, there is none; restore it`);
  const sha256 = createHash('sha256').update(stored.body).digest('hex');
  if (sha256 === ref.sha256) return stored.body;
  throw permanent(
    'ArtifactInvalid',
    `${ref.key}: expected SHA-256 ${ref.sha256}, got ${sha256}; the object store is damaged, restore the object`,
  );
}

export async function fetchJson(store: ObjectStore, ref: ArtifactRef): Promise<unknown> {
  return JSON.parse((await fetchBytes(store, ref)).toString('utf8'));
}

export async function fetchFolder(store: ObjectStore, ref: ArtifactRef, folder: string): Promise<string> {
  const manifest = folderManifest.parse(await fetchJson(store, ref));
  for (const file of manifest.files) await fetchFile(store, file, join(folder, file.path));
  return folder;
}

function artifactKey(model: string, sha256: string): string {
  return `models/${model}/artifacts/${sha256}`;
}
