import { hash } from 'node:crypto';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parentFromFolder, parentFromStore } from '../../../dataset/version/parent.js';
import { publishBuilt } from '../../../dataset/version/publish.js';
import type { DatasetRef } from '../../../domain/artifact.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { asParent, useBench } from '../stage/harness.js';
import { aLine, someLines, somePolicy } from '../stage/requests.js';
import { aStore, damage, published } from './published.js';

const bench = useBench();
const fetched = (): string => join(bench.folder(), 'fetched');
const refsOf = ({ manifest, train, validation, heldOut, anchor }: DatasetRef) => [
  train,
  validation,
  heldOut,
  ...(anchor === null ? [] : [anchor]),
  manifest,
];

describe('what a build made, in the store', () => {
  it('is what its references say, under the digest of its manifest', async () => {
    const { store, built, dataset } = await published(bench, someLines(60, 'refs'));
    const { report } = await publishBuilt(store, built);
    for (const ref of [...refsOf(dataset), report]) {
      const body = (await store.read(ref.key))?.body ?? Buffer.alloc(0);
      expect([hash('sha256', body), body.length]).toEqual([ref.sha256, ref.bytes]);
    }
    const { version } = built.report;
    expect(dataset).toMatchObject({
      version,
      anchor: null,
      manifest: { sha256: version, key: `datasets/triage/${version}/manifest.json` },
    });
  });

  it('is the same when it is published again, or built again', async () => {
    const lines = someLines(60, 'again');
    const { store, built, dataset } = await published(bench, lines);
    const keys = await store.list('datasets/');
    expect((await publishBuilt(store, built)).dataset).toEqual(dataset);
    expect((await published(bench, lines, { store })).dataset).toEqual(dataset);
    // The report names files, and those lie elsewhere now.
    expect((await store.list('datasets/')).filter((key) => !key.includes('/reports/'))).toEqual(
      keys.filter((key) => !key.includes('/reports/')),
    );
  });

  it('has its manifest last, so that a publication that ends halfway is none, and is finished by the next', async () => {
    const built = await bench.build([someLines(60, 'last')]);
    const store = aStore(bench);
    for (let writes = 0; writes < 4; writes += 1) {
      await expect(publishBuilt(failingAfter(store, writes), built)).rejects.toThrow('full');
      expect((await store.list('datasets/')).filter((key) => key.endsWith('manifest.json'))).toEqual([]);
    }
    const { dataset } = await publishBuilt(store, built);
    expect(await parentFromStore(store, expectRef(dataset), fetched())).toMatchObject({ version: built.report.version });
  });

  it('has its evidence beside its report, and none that is empty', async () => {
    const { store, built } = await published(bench, [...someLines(60, 'evidence'), 'no JSON']);
    const { report } = await publishBuilt(store, built);
    const folder = report.key.replace('.json', '/');
    expect(await store.list(folder)).toEqual([`${folder}quarantine.jsonl`]);
    const kept = await store.read(`${folder}quarantine.jsonl`);
    expect(kept?.body.toString()).toBe(await readFile(join(built.folder, 'quarantine.jsonl'), 'utf8'));
  });

  it('is a version when a person is to look at it, and only a report when it was rejected or skipped', async () => {
    const first = await asParent(await bench.build([someLines(60, 'first')]));
    const outcomes = [
      await bench.build([[...someLines(60, 'unseen'), aLine('may I pay with two cards', 'split-payment')]], { parent: first }),
      await bench.build([[...someLines(60, 'broken'), '{', '{']], { policy: { ...somePolicy, maxQuarantinePercent: 1 } }),
      await bench.build([someLines(6, 'few')], { policy: { ...somePolicy, minimumNewExamples: 7 } }),
    ];
    const store = aStore(bench);
    const results = [];
    for (const built of outcomes) results.push([built.report.outcome, (await publishBuilt(store, built)).dataset !== null]);
    expect(results).toEqual([
      ['needs-review', true],
      ['rejected', false],
      ['skipped', false],
    ]);
    expect((await store.list('datasets/')).filter((key) => /reports\/[0-9a-f]{64}\.json$/.test(key))).toHaveLength(3);
  });

  it('belongs to a model', async () => {
    await expect(publishBuilt(aStore(bench), await bench.build([someLines(40, 'nobody')], { model: null }))).rejects.toThrow(
      /build without a model/,
    );
  });
});

describe('a version that is continued', () => {
  it('is the same parent from the store and from the folder of its results', async () => {
    const { store, built, dataset } = await published(bench, someLines(60, 'both'));
    const [one, other] = [await parentFromStore(store, dataset, fetched()), await parentFromFolder(built.folder)];
    expect({ ...one, splits: null }).toEqual({ ...other, splits: null });
    expect(one).toMatchObject({
      version: dataset.version,
      groupBy: 'conversationId',
      profile: { examples: 60, labels: { refund: 30, delivery: 30 } },
    });
    const textsOf = async ({ splits: { train, validation, heldOut } }: typeof one) =>
      await Promise.all([train, validation, ...heldOut].map((path) => readFile(path, 'utf8')));
    expect(await textsOf(one)).toEqual(await textsOf(other));
    const more = someLines(20, 'more');
    const versions = [await bench.build([more], { parent: one }), await bench.build([more], { parent: other })].map(
      ({ report }) => report.version,
    );
    expect(versions[0]).toBe(versions[1]);
  });

  it('has all that was ever held out, from the store too', async () => {
    const { store, built, dataset } = await published(bench, someLines(60, 'one'));
    const second = await published(bench, someLines(60, 'two'), { store, parent: await parentFromStore(store, dataset, fetched()) });
    const parent = await parentFromStore(store, second.dataset, fetched());
    const texts = await Promise.all(parent.splits.heldOut.map((path) => readFile(path, 'utf8')));
    expect(texts[0]).toBe(await readFile(join(built.folder, 'splits', 'heldout.jsonl'), 'utf8'));
    expect(texts).toHaveLength(2);
  });

  it('is not believed when an object is missing or has other bytes', async () => {
    const { store, dataset } = await published(bench, someLines(40, 'damaged'));
    for (const name of ['train', 'validation', 'heldOut', 'manifest', 'profile']) {
      const key =
        name === 'profile'
          ? dataset.manifest.key.replace('manifest.json', 'profile.json')
          : (refsOf(dataset).find((ref) => ref.key.includes(`/${name}.`))?.key ?? '');
      const body = (await store.read(key))?.body.toString() ?? '';
      await damage(store, key, body.replace('e', 'x'));
      await expect(parentFromStore(store, dataset, fetched())).rejects.toThrow(
        new RegExp(`^Expected ${key} to have SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}\\. Restore`),
      );
      await store.remove(key);
      await expect(parentFromStore(store, dataset, fetched())).rejects.toThrow(/got nothing|found none/);
      await store.create(key, body);
    }
  });

  it('is not believed when a file of its folder is missing or was changed, and is no other folder', async () => {
    const { folder } = await bench.build([someLines(40, 'changed')]);
    for (const name of ['splits/train.jsonl', 'splits/validation.jsonl', 'splits/heldout.jsonl', 'profile.json']) {
      const text = await readFile(join(folder, name));
      await appendFile(join(folder, name), ' ');
      await expect(parentFromFolder(folder)).rejects.toThrow(new RegExp(`${name} to have SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}`));
      await rm(join(folder, name));
      await expect(parentFromFolder(folder)).rejects.toThrow(`${name} to have SHA-256`);
      await writeFile(join(folder, name), text);
    }
    await parentFromFolder(folder);
    for (const text of ['{"name":"an extension"}', 'no JSON']) {
      await writeFile(join(folder, 'manifest.json'), text);
      await expect(parentFromFolder(folder)).rejects.toThrow(
        /^Expected a dataset version in .*, found a manifest\.json of something else\./,
      );
    }
    await rm(join(folder, 'manifest.json'));
    await expect(parentFromFolder(folder)).rejects.toThrow(/found no manifest\.json/);
  });
});

/** Writes go through so many times, then the disk is full. */
function failingAfter(store: ObjectStore, writes: number): ObjectStore {
  let left = writes;
  const spend = (): void => {
    if (left === 0) throw new Error('full');
    left -= 1;
  };
  return {
    ...store,
    create: async (key, body) => {
      spend();
      return await store.create(key, body);
    },
    createFromFile: async (key, path) => {
      spend();
      return await store.createFromFile(key, path);
    },
  };
}

function expectRef(dataset: DatasetRef | null): DatasetRef {
  if (dataset === null) throw new Error('Expected a version.');
  return dataset;
}
