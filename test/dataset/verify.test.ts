import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyDataset } from '../../dataset/verify.js';
import type { DatasetRef } from '../../domain/artifact.js';
import { openBench, someLines, type Bench } from './harness.js';

let bench: Bench;
let dataset: DatasetRef;
let folder = '';
beforeEach(async () => {
  bench = await openBench();
  const built = await bench.build(someLines(40));
  if (built.dataset === null) throw new Error(built.reason);
  dataset = built.dataset;
  folder = await mkdtemp(join(tmpdir(), 'slipway-verify-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  await rm(bench.folder, { recursive: true });
});

describe('a dataset version', () => {
  it('is intact as it was published', async () => {
    expect(await verifyDataset(bench.store, dataset, folder)).toEqual([]);
  });

  it('is not without one of its splits', async () => {
    await bench.store.remove(dataset.validation.key);
    expect(await verifyDataset(bench.store, dataset, folder)).toEqual([`${dataset.validation.key} is not in the store`]);
  });

  it('is not with other rows', async () => {
    await change(dataset.train.key, '{}\n');
    expect(await verifyDataset(bench.store, dataset, folder)).toEqual([
      expect.stringMatching(new RegExp(`^${dataset.train.key}: expected SHA-256 ${dataset.train.sha256}, got `)),
    ]);
  });

  it('is not by a manifest of another version, or by no manifest', async () => {
    const body = (await bench.store.read(dataset.manifest.key))?.body.toString() ?? '';
    await change(dataset.manifest.key, body.replace('"heldOutPercent":20', '"heldOutPercent":30'));
    const problems = await verifyDataset(bench.store, dataset, folder);
    expect(problems).toEqual([
      expect.stringContaining(`${dataset.manifest.key}: expected SHA-256`),
      expect.stringMatching(new RegExp(`^the manifest is of version [0-9a-f]{64}, not ${dataset.version}$`)),
    ]);
    await change(dataset.manifest.key, 'no JSON');
    expect(await verifyDataset(bench.store, dataset, folder)).toContain(`${dataset.manifest.key} is no manifest of a dataset`);
  });

  it('is not when a version names splits that its manifest does not', async () => {
    const swapped = { ...dataset, train: dataset.validation, validation: dataset.train };
    expect(await verifyDataset(bench.store, swapped, folder)).toEqual([
      'the manifest names another train than the version does',
      'the manifest names another validation than the version does',
    ]);
  });

  async function change(key: string, body: string): Promise<void> {
    await bench.store.remove(key);
    await bench.store.create(key, body);
  }
});
