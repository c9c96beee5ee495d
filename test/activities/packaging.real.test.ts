import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchBytes, fetchFile, fetchJson, storeFolder } from '../../activities/artifacts.js';
import type { PackagingActivities } from '../../activities/interface.js';
import { createPackagingActivities } from '../../activities/packaging.js';
import type { ArtifactRef } from '../../domain/artifact.js';
import { sha256OfFile } from '../../gguf/digest.js';
import { inspectGguf } from '../../gguf/inspect.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore, ProcessRunner } from '../../platform/ports.js';
import { someDependencies } from '../support/dependencies.js';
import { goldenBaseDir, goldenGguf, missingParts, tools } from '../support/golden.js';
import { noSmallDisk, smallDisk } from '../support/small-disk.js';
import { aResolvedSpec } from '../support/specs.js';

const model = 'support-triage';

describe.skipIf(missingParts !== undefined)(`the activity packageModel, with the real converter ${missingParts ?? ''}`, () => {
  let folder = '';
  let store: ObjectStore;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-packaging-'));
    store = createFileObjectStore(join(folder, 'store'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  const newEnvironment = (): MockActivityEnvironment => new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });

  function packaged(
    merged: ArtifactRef,
    {
      runId,
      environment = newEnvironment(),
      processes = tools.runner,
      scratchDir = join(folder, 'scratch'),
    }: {
      readonly runId: string;
      readonly environment?: MockActivityEnvironment;
      readonly processes?: ProcessRunner;
      readonly scratchDir?: string;
    },
  ): ReturnType<PackagingActivities['packageModel']> {
    const { packageModel } = createPackagingActivities(someDependencies({ store, processes, scratchDir }));
    return environment.run<Parameters<typeof packageModel>, Awaited<ReturnType<typeof packageModel>>, typeof packageModel>(packageModel, {
      model,
      runId,
      resolved: aResolvedSpec(),
      merged,
    });
  }

  const leftovers = (): Promise<string[]> => readdir(join(folder, 'scratch', 'packaging', model));
  const ggufs = async (): Promise<number> => (await store.list(`models/${model}/`)).length;

  it('makes of a stored folder the GGUF that the same weights always give, and a report on it', async () => {
    const merged = await storeFolder(store, model, goldenBaseDir);
    const { artifact, report, packaging } = await packaged(merged, { runId: 'ft-2027-01-01-001' });
    const path = await fetchFile(store, artifact.gguf, join(folder, 'fetched.gguf'));
    expect(await sha256OfFile(path)).toBe(await sha256OfFile(await goldenGguf()));
    expect(artifact.contextTokens).toBe(aResolvedSpec().spec.release.runtime.contextTokens);
    expect(await fetchJson(store, report)).toMatchObject({ quantization: 'Q4_K_M', loads: true, sha256: artifact.gguf.sha256 });
    const { chatTemplate, ...told } = packaging ?? { chatTemplate: null };
    const { histogram, tokenizerSha256, chatTemplate: inFile } = inspectGguf(path);
    const tensorTypes = Object.fromEntries(Object.entries(histogram).map(([type, { tensors }]) => [type, tensors]));
    expect(told).toEqual({ quantization: 'Q4_K_M', tensorTypes, tokenizerSha256 });
    expect(chatTemplate === null ? null : (await fetchBytes(store, chatTemplate)).toString()).toBe(inFile);
    expect(inFile).toContain('message');
    expect(await leftovers()).toEqual([]);
  });

  it('fails for good on a folder that cannot be converted', async () => {
    const lost = join(folder, 'lost');
    await cp(goldenBaseDir, lost, { recursive: true });
    await rm(join(lost, 'tokenizer.model'));
    const packaging = packaged(await storeFolder(store, model, lost), { runId: 'ft-2027-01-01-002' });
    await expect(packaging).rejects.toMatchObject({ type: 'ArtifactInvalid', nonRetryable: true });
    expect(await leftovers()).toEqual([]);
  });

  it('takes a full disk for something that another attempt may find mended, and leaves nothing on it', async ({ skip }) => {
    const disk = await smallDisk(2_000_000);
    if (disk === undefined) return skip(noSmallDisk);
    const merged = await storeFolder(store, model, goldenBaseDir);
    const packaging = packaged(merged, { runId: 'ft-2027-01-01-005', scratchDir: disk });
    // Its name is the failure's type in Temporal; only what is made non-retryable is not retried.
    const failure: unknown = await packaging.catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'DiskFull' });
    expect(failure).not.toHaveProperty('nonRetryable', true);
    expect(String(failure)).toMatch(new RegExp(`disk full: expected room to write ${disk}/.*, found \\d+ bytes free; free some`));
    expect(await readdir(join(disk, 'packaging', model))).toEqual([]);
  });

  it('converts nothing of a stored folder whose bytes have changed', async () => {
    const merged = await storeFolder(store, model, goldenBaseDir);
    const damaged: ArtifactRef = { ...merged, sha256: 'f'.repeat(64) };
    await expect(packaged(damaged, { runId: 'ft-2027-01-01-003' })).rejects.toMatchObject({ type: 'ArtifactInvalid', nonRetryable: true });
  });

  it('ends the converter when it is cancelled', async () => {
    const small = await mkdtemp(join(folder, 'small-'));
    await writeFile(join(small, 'config.json'), '{}');
    const merged = await storeFolder(store, model, small);
    const before = await ggufs();
    const environment = newEnvironment();
    const cancelling: ProcessRunner = {
      ...tools.runner,
      run(command) {
        const running = tools.runner.run(command);
        environment.cancel();
        return running;
      },
    };
    const packaging = packaged(merged, { runId: 'ft-2027-01-01-004', environment, processes: cancelling });
    await expect(packaging).rejects.toBeInstanceOf(CancelledFailure);
    expect(await ggufs()).toBe(before);
    expect(await leftovers()).toEqual([]);
  });
});
