import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import { ArtifactDamagedError, fetchBytes, fetchFile, fetchFolder, storeFile, storeJson } from '../../registry/artifacts.js';
import { aFolder } from '../support/set-up.js';

const model = 'triage';

describe('a stored folder', () => {
  it.each(['../outside', '/etc/outside', 'a/../../outside', 'a//b', './a', ''])(
    'is not fetched when its record leads out of it: %j',
    async (path) => {
      const folder = await aFolder();
      const store = createFileObjectStore(join(folder, 'store'));
      const record = { files: [{ path, key: 'some/key', sha256: 'a'.repeat(64), bytes: 1 }] };
      await store.create('some/key', 'x');
      const ref = await storeJson(store, model, record);
      await expect(fetchFolder(store, ref, join(folder, 'out', 'inner'))).rejects.toThrow(/path/);
      expect(await readdir(folder)).toEqual(['store']);
    },
  );
});

describe('a stored artifact', () => {
  it('that is damaged or gone says what, why and what to do, to commands as to workers', async () => {
    const folder = await aFolder();
    const store = createFileObjectStore(join(folder, 'store'));
    await writeFile(join(folder, 'one.gguf'), 'GGUF');
    const ref = await storeFile(store, model, join(folder, 'one.gguf'));
    await writeFile(join(folder, 'store', ref.key), 'GGML');
    const damaged = await fetchFile(store, ref, join(folder, 'back')).catch((error: unknown) => error);
    expect(damaged).toBeInstanceOf(ArtifactDamagedError);
    expect(damaged).toMatchObject({
      explanation: { what: `${ref.key}: expected SHA-256 ${ref.sha256}`, next: 'the object store is damaged, restore the object' },
    });
    await store.remove(ref.key);
    await expect(fetchBytes(store, ref)).rejects.toMatchObject({ explanation: { why: 'there is none', next: 'restore it' } });
  });
});
