/**
 * Weights, datasets and reports in the object store: content-addressed, so that the same bytes are one object, and checked by digest
 * on their way back. For workers and commands alike; what damage means to Temporal is told in `activities/artifacts.ts`.
 */

import { createHash } from 'node:crypto';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { z } from 'zod';
import type { ArtifactRef } from '../domain/artifact.js';
import { ExplainedError } from '../domain/explained-error.js';
import { sha256OfFile } from '../gguf/digest.js';
import type { ObjectStore } from '../platform/ports.js';

/** What is stored is not what a reference names. Reading again gives the same bytes: a person has to restore them. */
export class ArtifactDamagedError extends ExplainedError {
  override readonly name = 'ArtifactDamagedError';
}

// A path that leaves its folder would write over files of the machine that fetches it.
const pathInFolder = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith('/') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'));
const folderManifest = z.strictObject({
  files: z.array(z.strictObject({ path: pathInFolder, key: z.string(), sha256: z.string(), bytes: z.number() })),
});

/** Content-addressed, so that storing the same bytes twice is one object. */
export async function storeFile(store: ObjectStore, model: string, path: string): Promise<ArtifactRef> {
  const sha256 = await sha256OfFile(path);
  const key = artifactKey(model, sha256);
  await store.createFromFile(key, path);
  return { key, sha256, bytes: (await stat(path)).size };
}

export async function storeJson(store: ObjectStore, model: string, value: unknown): Promise<ArtifactRef> {
  return await storeText(store, model, `${JSON.stringify(value, undefined, 1)}\n`);
}

export async function storeText(store: ObjectStore, model: string, text: string): Promise<ArtifactRef> {
  const body = Buffer.from(text);
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
  for (const path of paths.toSorted()) {
    files.push({ path: relative(folder, path).split(sep).join('/'), ...(await storeFile(store, model, path)) });
  }
  return storeJson(store, model, { files });
}

/** Throws ArtifactDamagedError when the bytes are not those that the reference names. */
export async function fetchFile(store: ObjectStore, ref: ArtifactRef, path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await store.readToFile(ref.key, path);
  const sha256 = await sha256OfFile(path);
  if (sha256 === ref.sha256) return path;
  throw damaged(ref, sha256);
}

/** As `fetchFile`, for what fits into memory. */
export async function fetchBytes(store: ObjectStore, ref: ArtifactRef): Promise<Buffer> {
  const stored = await store.read(ref.key);
  if (stored === undefined) {
    throw new ArtifactDamagedError({ what: `${ref.key}: expected an object`, why: 'there is none', next: 'restore it' });
  }
  const sha256 = createHash('sha256').update(stored.body).digest('hex');
  if (sha256 === ref.sha256) return stored.body;
  throw damaged(ref, sha256);
}

export async function fetchJson(store: ObjectStore, ref: ArtifactRef): Promise<unknown> {
  return JSON.parse((await fetchBytes(store, ref)).toString('utf8'));
}

/** What is in a stored folder, by path. */
export async function filesOf(store: ObjectStore, ref: ArtifactRef): Promise<readonly (ArtifactRef & { readonly path: string })[]> {
  return folderManifest.parse(await fetchJson(store, ref)).files;
}

export async function fetchFolder(store: ObjectStore, ref: ArtifactRef, folder: string): Promise<string> {
  for (const file of await filesOf(store, ref)) await fetchFile(store, file, join(folder, file.path));
  return folder;
}

function damaged({ key, sha256 }: ArtifactRef, found: string): ArtifactDamagedError {
  return new ArtifactDamagedError({
    what: `${key}: expected SHA-256 ${sha256}`,
    why: `got ${found}`,
    next: 'the object store is damaged, restore the object',
  });
}

function artifactKey(model: string, sha256: string): string {
  return `models/${model}/artifacts/${sha256}`;
}
