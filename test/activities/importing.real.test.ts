/** Taking in real files: a GGUF that is loaded, a folder that is packaged beside a run, and what is written down of them; then the way out and in again. */

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeFile, storeFolder } from '../../activities/artifacts.js';
import { createImportActivities } from '../../activities/importing.js';
import type { ImportActivities } from '../../activities/import-interface.js';
import { createPackagingActivities } from '../../activities/packaging.js';
import { writeExport } from '../../apps/cli/export/export-version.js';
import { checkFit } from '../../apps/cli/import/checks.js';
import { findSource } from '../../apps/cli/import/source.js';
import type { ArtifactRef } from '../../domain/artifact.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore } from '../../platform/ports.js';
import { listAudit } from '../../registry/audit.js';
import { readHead } from '../../registry/heads.js';
import { readStoredVersion } from '../../registry/manifests.js';
import { verifyVersion } from '../../registry/signing.js';
import { someDependencies } from '../support/dependencies.js';
import { goldenBaseDir, goldenGguf, missingParts, tools } from '../support/golden.js';
import { aKeyPair } from '../support/signing.js';
import { aResolvedSpec } from '../support/specs.js';

const model = 'support-triage';
const resolved = aResolvedSpec();

describe.skipIf(missingParts !== undefined)(`imports, with the real converter and loader ${missingParts ?? ''}`, () => {
  let folder = '';
  let store: ObjectStore;
  let gguf: ArtifactRef;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-importing-'));
    store = createFileObjectStore(join(folder, 'store'));
    gguf = await storeFile(store, model, await goldenGguf());
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  const deps = () => someDependencies({ store, processes: tools.runner, scratchDir: join(folder, 'scratch') });
  /** As a worker runs an activity. */
  const perform = <Argument, Result>(activity: (argument: Argument) => Promise<Result>, argument: Argument): Promise<Result> =>
    new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run<[Argument], Result, typeof activity>(activity, argument);

  const request = (source: 'gguf' | 'lora', contextTokens: number | null = null) => ({
    source:
      source === 'gguf'
        ? { kind: 'gguf' as const, gguf }
        : { kind: 'lora' as const, adapter: gguf, base: gguf, baseModel: { name: 'tiny', sha256: 'f'.repeat(64) } },
    from: 'by-hand.gguf',
    contextTokens,
    identity: 'cli:anna',
    reason: 'tuned by us',
  });
  type Packaged = Awaited<ReturnType<ImportActivities['verifyImport']>>;
  const register = (importId: string, packaged: Packaged, asked = request('gguf')): ReturnType<ImportActivities['registerImport']> =>
    perform(createImportActivities(deps()).registerImport, {
      model,
      runId: importId,
      resolved,
      request: asked,
      gguf,
      merged: null,
      ...packaged,
    });

  describe('a GGUF', () => {
    let packaged: Packaged;
    beforeAll(async () => {
      packaged = await perform(createImportActivities(deps()).verifyImport, { model, importId: 'im-2026-11-21-001', gguf });
    });

    it('is loaded, and told as it says of itself', () => {
      expect(packaged.packaging).toMatchObject({ quantization: 'Q4_K_M', chatTemplate: { bytes: expect.any(Number) as number } });
      expect(existsSync(join(folder, 'scratch', 'imports', model, 'im-2026-11-21-001'))).toBe(false);
    });

    it('becomes a candidate of unknown lineage, once, in the audit by who and why and in dev by its bytes', async () => {
      const imported = await register('im-2026-11-21-001', packaged);
      expect(await register('im-2026-11-21-001', packaged)).toEqual(imported);
      const { version } = imported;
      expect(imported).toMatchObject({ ggufSha256: gguf.sha256, contextTokens: resolved.spec.release.runtime.contextTokens });
      expect((await readStoredVersion(store, model, version))?.manifest).toMatchObject({
        origin: 'imported',
        status: 'candidate',
        dataset: null,
        recipe: null,
        baseModel: null,
        parentVersion: null,
        specDigest: null,
        packaging: packaged.packaging,
      });
      const entries = await listAudit(store, model);
      expect(entries.filter(({ action }) => action === 'version-imported')).toMatchObject([
        { actor: 'cli:anna', subject: version, details: { source: 'by-hand.gguf', reason: 'tuned by us', ggufSha256: gguf.sha256 } },
      ]);
      expect(await readHead(store, model, 'dev')).toMatchObject({ version });
      expect(await readHead(store, model, 'production')).toBeUndefined();
    });

    it('is signed where a key is configured, so that it can be served where only signed versions are', async () => {
      const { signer, verifier } = aKeyPair();
      const question = { model, runId: 'im-2026-11-21-008', resolved, request: request('gguf'), gguf, merged: null, ...packaged };
      const { version } = await perform(createImportActivities(Object.assign(deps(), { signer })).registerImport, question);
      await expect(verifyVersion({ store, model, version, ggufSha256: gguf.sha256 }, verifier)).resolves.toBe(signer.keyId);
    });

    it('names the base that an adapter was merged with', async () => {
      const { version } = await register('im-2026-11-21-002', packaged, request('lora'));
      expect((await readStoredVersion(store, model, version))?.manifest.baseModel).toEqual({
        name: 'tiny',
        uri: null,
        sha256: 'f'.repeat(64),
      });
    });

    it('has the context that was asked for, and no more than it was made for', async () => {
      expect(await register('im-2026-11-21-003', packaged, request('gguf', 128))).toMatchObject({ contextTokens: 128 });
      await expect(register('im-2026-11-21-004', packaged, request('gguf', 1_024))).rejects.toMatchObject({
        type: 'ArtifactInvalid',
        message: expect.stringMatching(/--context: expected at most 512 tokens/) as string,
      });
    });

    it('goes out and comes in again as the same bytes', async () => {
      const { version } = await register('im-2026-11-21-001', packaged);
      const stored = await readStoredVersion(store, model, version);
      if (stored === undefined) throw new Error(`expected ${version}`);
      const out = join(folder, 'out');
      await writeExport(store, stored, { folder: out, oci: false, adapter: false });
      const source = await findSource(out);
      await checkFit(source, { base: undefined, contextTokens: null });
      if (source.kind !== 'gguf') throw new Error(`expected a GGUF, found ${source.kind}`);
      expect(await storeFile(store, model, source.path)).toEqual(gguf);
      expect(await readFile(join(out, 'manifest.json'))).toEqual(stored.bytes);
    });
  });

  it('refuses a file that is none, for good', async () => {
    const path = join(folder, 'none.gguf');
    await writeFile(path, 'GGUF and then nothing');
    const none = await storeFile(store, model, path);
    const verifying = perform(createImportActivities(deps()).verifyImport, { model, importId: 'im-2026-11-21-005', gguf: none });
    await expect(verifying).rejects.toMatchObject({ type: 'ArtifactInvalid', nonRetryable: true });
  });

  it('refuses an adapter that is none before anything large is loaded, for good', async () => {
    const adapterDir = join(folder, 'adapter');
    await mkdir(adapterDir);
    await writeFile(join(adapterDir, 'adapter_config.json'), '{"peft_type": "LORA"}');
    const adapter = await storeFolder(store, model, adapterDir);
    const merging = perform(createImportActivities(deps()).mergeAdapter, { model, importId: 'im-2026-11-21-006', adapter, base: adapter });
    await expect(merging).rejects.toMatchObject({
      type: 'ArtifactInvalid',
      message: expect.stringMatching(/merging the adapter with its base failed: the adapter has no adapter_model\.safetensors/) as string,
    });
  });

  it('packages a folder beside a run of the model, whose files it leaves alone', async () => {
    const ofRun = join(folder, 'scratch', 'packaging', model, 'ft-2026-11-21-001', 'of-its-attempt');
    await mkdir(ofRun, { recursive: true });
    const merged = await storeFolder(store, model, goldenBaseDir);
    const question = { model, runId: 'im-2026-11-21-007', resolved, merged };
    const { artifact } = await perform(createPackagingActivities(deps()).packageModel, question);
    expect(artifact.gguf).toEqual(gguf);
    expect(existsSync(ofRun)).toBe(true);
  });
});
