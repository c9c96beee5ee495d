/** Whether what lies in a store after kills is whole: every version with its model file, every file with the digest that it is named by. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { ObjectStore } from '../../../platform/ports.js';
import { readStoredVersion } from '../../../registry/manifests.js';
import { model } from './publisher.js';

const versionKey = /versions\/(v\d+)\.json$/;

export interface Inspector {
  /** Looks at what is new since it last looked. A file that was found whole with its version is removed, so that the disk holds the next. */
  look(): Promise<void>;
  /** Acknowledged versions that are not there, or not as they were acknowledged. */
  missing(acknowledged: ReadonlyMap<string, string>): string[];
  readonly halves: readonly string[];
  readonly versions: number;
}

export function createInspector(store: ObjectStore, scratchFile: string): Inspector {
  const whole = new Map<string, string>();
  const orphans = new Set<string>();
  const halves: string[] = [];

  const inspectVersion = async (version: string): Promise<void> => {
    try {
      const stored = await readStoredVersion(store, model, version);
      const gguf = stored?.manifest.artifact?.gguf;
      if (gguf === undefined) throw new Error('it names no file');
      await store.readToFile(gguf.key, scratchFile);
      const found = await sha256Of(scratchFile);
      if (found !== gguf.sha256) throw new Error(`its file has ${found}, not ${gguf.sha256}`);
      whole.set(version, gguf.sha256);
      await store.remove(gguf.key);
    } catch (error) {
      halves.push(`${version}: ${String(error)}`);
    }
  };

  /** A file without a version is nothing yet; half a file must never be. Kept: its version may still be on its way through the server. */
  const inspectFile = async (key: string): Promise<void> => {
    orphans.add(key);
    await store.readToFile(key, scratchFile);
    const found = await sha256Of(scratchFile);
    if (key !== `artifacts/${found}.gguf`) halves.push(`${key}: it has ${found}`);
  };

  return {
    halves,
    get versions() {
      return whole.size;
    },
    async look() {
      const versions = (await store.list(`models/${model}/versions/`)).map((key) => versionKey.exec(key)?.[1] ?? key);
      for (const version of versions) if (!whole.has(version)) await inspectVersion(version);
      for (const key of await store.list('artifacts/')) if (!orphans.has(key)) await inspectFile(key);
      await rm(scratchFile, { force: true });
    },
    missing: (acknowledged) =>
      [...acknowledged].filter(([version, sha256]) => whole.get(version) !== sha256).map(([version]) => `${version} was acknowledged`),
  };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
