/**
 * One process of the proof of publishing, on the store of its environment: `race COUNT NAME` publishes one version as that many rivals
 * when it is told to, `publish BYTES FILE` publishes one version after the other with a model file each, until it is killed.
 */

import { hash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { readEnvironment, storePlaceOf } from '../../../configs/env.js';
import { openObjectStore } from '../../../platform/open-store.js';
import { listVersions, publishVersion, registerVersion, VersionConflictError } from '../../../registry/manifests.js';
import { aVersionDraft } from '../../support/versions.js';

/** What became of one rival. */
export type RaceOutcome =
  | { readonly kind: 'won'; readonly sha256: string }
  | { readonly kind: 'conflict'; readonly winner: string }
  | { readonly kind: 'error'; readonly message: string };

export const model = 'triage';

const [mode, amount = '', name = ''] = process.argv.slice(2);
const place = storePlaceOf(readEnvironment());
if (mode === 'race') await race(Number(amount), name);
if (mode === 'publish') await publish(Number(amount), name);

async function race(rivals: number, named: string): Promise<void> {
  // Each with connections of its own.
  const stores = await Promise.all(Array.from({ length: rivals }, () => openObjectStore(place, 'read')));
  say('ready');
  await once(process.stdin, 'data');
  process.stdin.destroy();
  const outcomes = await Promise.all(
    stores.map(async (store, index): Promise<RaceOutcome> => {
      try {
        const manifest = { ...aVersionDraft(`${named}-${index}`), version: 'v1' };
        return { kind: 'won', sha256: (await publishVersion(store, manifest)).sha256 };
      } catch (error) {
        if (error instanceof VersionConflictError) return { kind: 'conflict', winner: error.stored.sha256 };
        return { kind: 'error', message: String(error) };
      }
    }),
  );
  say(JSON.stringify(outcomes));
}

/** Says `uploading` and `publishing` when it begins to, and `vN DIGEST` when that version is published. */
async function publish(bytes: number, file: string): Promise<void> {
  const store = await openObjectStore(place);
  await listVersions(store, model);
  say('ready');
  for (;;) {
    const content = Buffer.concat([Buffer.from('GGUF'), randomBytes(bytes)]);
    const sha256 = hash('sha256', content);
    const key = `artifacts/${sha256}.gguf`;
    await writeFile(file, content);
    say('uploading');
    await store.createFromFile(key, file);
    say('publishing');
    const artifact = { gguf: { key, sha256, bytes: content.length }, contextTokens: 512 };
    const { version } = await registerVersion(store, aVersionDraft(`run-${randomUUID()}`, { artifact }));
    say(`${version} ${sha256}`);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
