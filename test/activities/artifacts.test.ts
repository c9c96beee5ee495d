import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchFile, fetchFolder, fetchJson, storeFile, storeFolder, storeJson } from '../../activities/artifacts.js';
import { sha256OfFolder } from '../../gguf/digest.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore } from '../../platform/ports.js';

let root = '';
let store: ObjectStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'slipway-artifacts-'));
  store = createFileObjectStore(join(root, 'store'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

async function aFolder(name: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

const adapter = { 'adapter.safetensors': new Uint8Array([0, 255, 7]), 'adapter_config.json': '{"r":16}', 'tokenizer/vocab.txt': 'a\nb\n' };
/** As a fault of the disk would: past the store, which never changes an object. */
const damage = (key: string): Promise<void> => writeFile(join(root, 'store', key), 'something else');

describe('a stored folder', () => {
  it('comes back as it was, subfolders included', async () => {
    const folder = await aFolder('adapter', adapter);
    const ref = await storeFolder(store, 'triage', folder);
    const back = await fetchFolder(store, ref, join(root, 'back'));
    expect(await sha256OfFolder(back)).toBe(await sha256OfFolder(folder));
    expect((await readdir(back)).toSorted()).toEqual(['adapter.safetensors', 'adapter_config.json', 'tokenizer']);
  });

  it('has one name however often and from wherever it is stored', async () => {
    const first = await storeFolder(store, 'triage', await aFolder('one', adapter));
    const objects = await store.list('models/');
    const second = await storeFolder(store, 'triage', await aFolder('two', Object.fromEntries(Object.entries(adapter).toReversed())));
    expect(second).toEqual(first);
    expect(await store.list('models/')).toEqual(objects);
  });

  it.each([
    ['a file', 'tokenizer/vocab.txt'],
    ['its manifest', undefined],
  ])('is refused when %s was damaged', async (_, path) => {
    const ref = await storeFolder(store, 'triage', await aFolder('adapter', adapter));
    const manifest = (await fetchJson(store, ref)) as { readonly files: readonly { readonly path: string; readonly key: string }[] };
    await damage(path === undefined ? ref.key : (manifest.files.find((file) => file.path === path)?.key ?? 'none'));
    await expect(fetchFolder(store, ref, join(root, 'back'))).rejects.toMatchObject({
      type: 'ArtifactInvalid',
      nonRetryable: true,
      message: expect.stringMatching(/expected SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}; the object store is damaged, restore the object$/),
    });
  });

  it('comes back whatever its files hold', async () => {
    const files = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.uint8Array({ maxLength: 50 }), { minKeys: 1, maxKeys: 3 });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(files, async (contents) => {
        round += 1;
        const ref = await storeFolder(store, 'triage', await aFolder(`in-${round}`, contents));
        const back = await fetchFolder(store, ref, join(root, `out-${round}`));
        for (const [name, bytes] of Object.entries(contents)) expect(new Uint8Array(await readFile(join(back, name)))).toEqual(bytes);
      }),
      { numRuns: 10 },
    );
  });
});

describe('a stored file', () => {
  it('is named by what is in it and comes back with those bytes', async () => {
    const folder = await aFolder('files', { 'one.gguf': 'GGUF', 'copy.gguf': 'GGUF', 'other.gguf': 'GGML' });
    const one = await storeFile(store, 'triage', join(folder, 'one.gguf'));
    expect(one).toMatchObject({ key: `models/triage/artifacts/${one.sha256}`, bytes: 4 });
    expect(await storeFile(store, 'triage', join(folder, 'copy.gguf'))).toEqual(one);
    expect((await storeFile(store, 'triage', join(folder, 'other.gguf'))).key).not.toBe(one.key);
    expect(await readFile(await fetchFile(store, one, join(root, 'new', 'back.gguf')), 'utf8')).toBe('GGUF');
  });

  it('is not mended by storing the good bytes again: the damaged object is refused until a person restores it', async () => {
    const path = join(await aFolder('files', { 'one.gguf': 'GGUF' }), 'one.gguf');
    await damage((await storeFile(store, 'triage', path)).key);
    const ref = await storeFile(store, 'triage', path);
    await expect(fetchFile(store, ref, join(root, 'back.gguf'))).rejects.toMatchObject({ type: 'ArtifactInvalid' });
  });
});

describe('a stored record', () => {
  it('comes back as the value that it was', async () => {
    const value = { gate: 'accuracy', observed: 0.96, parts: [1, null, 'ä'] };
    const ref = await storeJson(store, 'triage', value);
    expect(await fetchJson(store, ref)).toEqual(value);
    expect(ref.bytes).toBe((await store.read(ref.key))?.body.length);
  });

  it('is refused when it is gone or damaged', async () => {
    const ref = await storeJson(store, 'triage', { a: 1 });
    await damage(ref.key);
    await expect(fetchJson(store, ref)).rejects.toMatchObject({ type: 'ArtifactInvalid', nonRetryable: true });
    await rm(join(root, 'store', ref.key));
    await expect(fetchJson(store, ref)).rejects.toThrow(`${ref.key}: expected an object, there is none; restore it`);
  });
});
