import { beforeEach, describe, expect, it } from 'vitest';
import { verifyDataset } from '../../../dataset/version/verify.js';
import type { DatasetRef } from '../../../domain/artifact.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { useBench } from '../stage/harness.js';
import { someLines } from '../stage/requests.js';
import { damage, published } from './published.js';

const bench = useBench();
let store: ObjectStore;
let dataset: DatasetRef;
beforeEach(async () => {
  ({ store, dataset } = await published(bench, someLines(40, 'verified')));
});

describe('a dataset version', () => {
  it('is intact as it was published', async () => {
    expect(await problems()).toEqual([]);
  });

  it('is not without one of its splits', async () => {
    await store.remove(dataset.validation.key);
    expect(await problems()).toEqual([`${dataset.validation.key} is not in the store`]);
  });

  it('is not with other rows', async () => {
    await damage(store, dataset.train.key, '{}\n');
    expect(await problems()).toEqual([
      expect.stringMatching(new RegExp(`^${dataset.train.key}: expected SHA-256 ${dataset.train.sha256}, got `)),
    ]);
  });

  it('is not without the profile that its manifest names, or with another', async () => {
    const key = dataset.manifest.key.replace('manifest.json', 'profile.json');
    await damage(store, key, '{}');
    expect(await problems()).toEqual([expect.stringMatching(new RegExp(`^${key}: expected SHA-256 [0-9a-f]{64}, got `))]);
    await store.remove(key);
    expect(await problems()).toEqual([`${key} is not in the store`]);
  });

  it('is not by a manifest of another version, by no manifest, or without one', async () => {
    const body = (await store.read(dataset.manifest.key))?.body.toString() ?? '';
    await damage(store, dataset.manifest.key, body.replace('"percent":20', '"percent":30'));
    expect(await problems()).toEqual([
      expect.stringContaining(`${dataset.manifest.key}: expected SHA-256`),
      expect.stringMatching(new RegExp(`^the manifest is of version [0-9a-f]{64}, not ${dataset.version}$`)),
    ]);
    await damage(store, dataset.manifest.key, 'no JSON');
    expect(await problems()).toContain(`${dataset.manifest.key} is no manifest of a dataset`);
    await store.remove(dataset.manifest.key);
    expect(await problems()).toEqual([`${dataset.manifest.key} is not in the store`]);
  });

  it('is not when a version names splits that its manifest does not', async () => {
    const swapped = { ...dataset, train: dataset.validation, validation: dataset.train };
    expect(await verifyDataset(store, swapped, bench.folder())).toEqual([
      'the manifest names another train than the version does',
      'the manifest names another validation than the version does',
    ]);
  });
});

async function problems(): Promise<string[]> {
  return await verifyDataset(store, dataset, bench.folder());
}
