/** This host's copies of the served files, named by digest. Nothing is served whose bytes were not hashed here. */

import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore, WantedModel } from '../../platform/ports.js';
import { ModelFailure } from './model-failure.js';

type Wanted = Pick<WantedModel, 'ggufKey' | 'ggufSha256'>;

export interface ModelFiles {
  /** Path of a file with exactly this digest, fetched if need be. Throws ArtifactInvalid when the store has other bytes under the key. */
  obtain(wanted: Wanted): Promise<string>;
  /** Deletes every file but these, those being fetched once they are there. A process that still has one open keeps reading it. */
  keepOnly(sha256s: ReadonlySet<string>): Promise<void>;
}

export async function openModelFiles(folder: string, store: ObjectStore): Promise<ModelFiles> {
  await mkdir(folder, { recursive: true });
  // Left by a supervisor that was killed while it fetched.
  await removeFrom(folder, (name) => name.endsWith('.partial'));
  // Two names may want the same bytes at the same time.
  const fetching = new Map<string, Promise<string>>();
  // Of those, what nobody wants any more.
  const dropped = new Set<string>();
  // Hashing tens of gigabytes again would delay every restart after a crash; a file that was touched is hashed again.
  const hashedAs = new Map<string, string>();

  async function fetchOnce({ ggufKey, ggufSha256 }: Wanted): Promise<string> {
    const path = join(folder, `${ggufSha256}.gguf`);
    if (await isIntact(path, ggufSha256)) return path;
    const partial = `${path}.${randomUUID()}.partial`;
    try {
      await store.readToFile(ggufKey, partial);
      const found = await sha256Of(partial);
      if (found !== ggufSha256)
        throw new ModelFailure(
          'ArtifactInvalid',
          `expected SHA-256 ${ggufSha256} of ${ggufKey}, found ${found}: the stored object is not what was evaluated; restore it`,
        );
      await rename(partial, path);
    } finally {
      await rm(partial, { force: true });
    }
    hashedAs.set(path, await identityOf(path));
    return path;
  }

  async function fetchUnlessDropped(wanted: Wanted): Promise<string> {
    const path = await fetchOnce(wanted);
    if (dropped.delete(wanted.ggufSha256)) await rm(path, { force: true });
    return path;
  }

  async function isIntact(path: string, sha256: string): Promise<boolean> {
    const identity = await identityOf(path).catch(() => undefined);
    if (identity === undefined) return false;
    if (hashedAs.get(path) === identity) return true;
    if ((await sha256Of(path)) !== sha256) return false;
    hashedAs.set(path, identity);
    return true;
  }

  return {
    obtain(wanted) {
      const { ggufSha256 } = wanted;
      dropped.delete(ggufSha256);
      const begun = fetching.get(ggufSha256) ?? fetchUnlessDropped(wanted).finally(() => fetching.delete(ggufSha256));
      fetching.set(ggufSha256, begun);
      return begun;
    },
    async keepOnly(sha256s) {
      for (const sha256 of fetching.keys()) if (!sha256s.has(sha256)) dropped.add(sha256);
      const kept = new Set([...sha256s, ...fetching.keys()]);
      await removeFrom(folder, (name) => !kept.has(name.slice(0, 64)));
    },
  };
}

async function removeFrom(folder: string, unwanted: (name: string) => boolean): Promise<void> {
  const names = await readdir(folder);
  await Promise.all(names.filter(unwanted).map((name) => rm(join(folder, name), { force: true })));
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function identityOf(path: string): Promise<string> {
  const { ino, size, mtimeMs, ctimeMs } = await stat(path);
  return [ino, size, mtimeMs, ctimeMs].join(':');
}
