import { hash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeExport, type ExportTarget } from '../../../../apps/cli/export/export-version.js';
import { findSource } from '../../../../apps/cli/import/source.js';
import { digestLines, sha256OfFile } from '../../../../gguf/digest.js';
import { createFileObjectStore } from '../../../../platform/object-store-fs.js';
import type { ObjectStore } from '../../../../platform/ports.js';
import { storeFile, storeFolder } from '../../../../registry/artifacts.js';
import { readStoredVersion, registerVersion, type StoredVersion } from '../../../../registry/manifests.js';
import { aGguf } from '../../../support/gguf-writer.js';
import { aFolder } from '../../../support/set-up.js';
import { aVersionDraft } from '../../../support/versions.js';

const model = 'support-triage';
let root = '';
let store: ObjectStore;
let stored: StoredVersion;

/** A version in a store of its own, with an adapter. */
beforeEach(async () => {
  root = await aFolder();
  store = createFileObjectStore(join(root, 'store'));
  await mkdir(join(root, 'adapter'));
  await writeFile(join(root, 'adapter', 'adapter_config.json'), '{}');
  await writeFile(join(root, 'model.gguf'), aGguf({}).bytes);
  const gguf = await storeFile(store, model, join(root, 'model.gguf'));
  const adapter = await storeFolder(store, model, join(root, 'adapter'));
  await registerVersion(store, aVersionDraft('ft-1', { model, adapter, artifact: { gguf, contextTokens: 256 } }));
  const found = await readStoredVersion(store, model, 'v1');
  if (found === undefined) throw new Error('expected v1');
  stored = found;
});

const exported = (name: string, options: Partial<ExportTarget> = {}): ReturnType<typeof writeExport> =>
  writeExport(store, stored, { folder: join(root, name), oci: false, adapter: false, ...options });

const all = async (name: string): Promise<string[]> => (await readdir(join(root, name), { recursive: true })).toSorted();

describe('an exported version', () => {
  it('is the file that is served, how to serve it and the record, byte for byte', async () => {
    const { files, image } = await exported('out');
    expect(files).toEqual(['model.gguf', 'Modelfile', 'runtime.json', 'manifest.json', 'MODEL_CARD.md']);
    expect(image).toBeNull();
    expect(await all('out')).toEqual([...files].toSorted());
    expect(await sha256OfFile(join(root, 'out', 'model.gguf'))).toBe(stored.manifest.artifact.gguf.sha256);
    expect(await readFile(join(root, 'out', 'manifest.json'))).toEqual(stored.bytes);
    expect(await readFile(join(root, 'out', 'Modelfile'), 'utf8')).toMatch(
      /^# support-triage v1, .*\nFROM \.\/model\.gguf\nPARAMETER num_ctx 256\n$/,
    );
    expect(await readFile(join(root, 'out', 'MODEL_CARD.md'), 'utf8')).toContain('# support-triage v1');
    const runtime: unknown = JSON.parse(await readFile(join(root, 'out', 'runtime.json'), 'utf8'));
    expect(runtime).toMatchObject({
      llamaServer: expect.stringMatching(/^xllamacpp==\d/) as string,
      quantizer: expect.stringMatching(/@\d/) as string,
    });
  });

  it('has the adapter where it is asked for, and the signature where there is one', async () => {
    await store.create(`models/${model}/versions/v1.sig.json`, '{"payload":""}');
    await exported('out', { adapter: true });
    expect(await all('out')).toEqual(expect.arrayContaining(['adapter', 'adapter/adapter_config.json', 'manifest.sig.json']));
    expect(await readFile(join(root, 'out', 'manifest.sig.json'), 'utf8')).toBe('{"payload":""}');
  });

  it('is found again by an import, with its context', async () => {
    await exported('out');
    expect(await findSource(join(root, 'out'))).toMatchObject({
      kind: 'gguf',
      modelfile: { contextTokens: 256 },
      manifest: { ggufSha256: stored.manifest.artifact.gguf.sha256, contextTokens: 256 },
    });
  });
});

describe('an OCI image layout', () => {
  it('has the same bytes whenever it is written', async () => {
    const first = await exported('first', { oci: true, adapter: true });
    const second = await exported('second', { oci: true, adapter: true });
    expect(second.image).toBe(first.image);
    expect(await digestLines(join(root, 'second'))).toBe(await digestLines(join(root, 'first')));
  });

  it('is what the OCI image format and ModelPack say, down to every blob', async () => {
    const { image, files } = await exported('layout', { oci: true });
    const read = async (path: string): Promise<never> => JSON.parse(await readFile(join(root, 'layout', path), 'utf8')) as never;
    expect(await read('oci-layout')).toEqual({ imageLayoutVersion: '1.0.0' });
    const index: { manifests: { digest: string; annotations: object }[] } = await read('index.json');
    expect(index).toMatchObject({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json' });
    expect(index.manifests).toMatchObject([
      {
        digest: image,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        artifactType: 'application/vnd.cncf.model.manifest.v1+json',
        annotations: { 'org.opencontainers.image.ref.name': `sha256-${stored.sha256}` },
      },
    ]);
    const blob = (digest: string): string => `blobs/${digest.replace(':', '/')}`;
    const manifest: { config: Blob; layers: (Blob & { annotations: Record<string, string> })[] } = await read(blob(image ?? ''));
    expect(manifest.layers.map(({ annotations }) => annotations['org.cncf.model.filepath'])).toEqual(files);
    expect(manifest.layers[0]).toMatchObject({
      mediaType: 'application/vnd.cncf.model.weight.v1.raw',
      digest: `sha256:${stored.manifest.artifact.gguf.sha256}`,
    });
    for (const { digest, size } of [manifest.config, ...manifest.layers]) {
      const bytes = await readFile(join(root, 'layout', blob(digest)));
      expect({ digest: `sha256:${hash('sha256', bytes)}`, size: bytes.length }).toEqual({ digest, size });
    }
    expect(await read(blob(manifest.config.digest))).toMatchObject({
      descriptor: { name: model, version: 'v1' },
      config: { format: 'gguf' },
      modelfs: { type: 'layers', diffIds: manifest.layers.map(({ digest }) => digest) },
    });
    expect(await readdir(join(root, 'layout', 'blobs', 'sha256'))).toHaveLength(files.length + 2);
  });

  interface Blob {
    readonly digest: string;
    readonly size: number;
  }
});

describe('an export is whole or not there', () => {
  it('and takes a folder that is there only while it is empty', async () => {
    await mkdir(join(root, 'empty'));
    await exported('empty');
    expect(await all('empty')).toContain('model.gguf');
    await expect(exported('empty')).rejects.toThrow(/expected a new or empty folder, it holds .*; name another folder/);
    await expect(exported('model.gguf')).rejects.toThrow(/expected a folder, it is a file/);
  });

  it.each([
    ['damaged', 'GGUX', /expected SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}/],
    ['gone', null, /model\.gguf of v1 is not in the store, it was removed to free its room, or is lost/],
  ])('where the stored file is %s', async (_, content, message) => {
    const place = join(root, 'store', stored.manifest.artifact.gguf.key);
    if (content === null) await store.remove(stored.manifest.artifact.gguf.key);
    else await writeFile(place, content);
    for (const oci of [false, true]) await expect(exported('out', { oci })).rejects.toThrow(message);
    expect((await readdir(root)).filter((name) => name.startsWith('out'))).toEqual([]);
  });

  it('where it has no adapter', async () => {
    await registerVersion(store, aVersionDraft('im-1', { model, adapter: null, artifact: stored.manifest.artifact }));
    const second = await readStoredVersion(store, model, 'v2');
    if (second === undefined) throw new Error('expected v2');
    const writing = writeExport(store, second, { folder: join(root, 'out'), oci: false, adapter: true });
    await expect(writing).rejects.toThrow(/v2 of support-triage has no adapter/);
    await expect(stat(join(root, 'out'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
