import { beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../platform/ports.js';
import { appendAudit, listAudit } from '../../registry/audit.js';
import { removalGroups, removeObjects } from '../../registry/collect-garbage.js';
import { readVersion } from '../../registry/manifests.js';
import { removedParts } from '../../registry/removals.js';
import { decideRetention, type RetentionDecision } from '../../registry/retention.js';
import { listForRetention } from '../../registry/retention-listing.js';
import { aRecordedModel, recordedModel as model, storeText } from '../support/recorded-model.js';
import { useStores } from './harness.js';

const aStore = useStores();
const at = '2027-03-01T00:00:00.000Z';
const policy = { rejected: '30d', unreferenced: '7d', merged: '30d' };
const idle = async (): Promise<void> => undefined;

describe('a collection', () => {
  let store: ObjectStore;
  beforeEach(async () => {
    store = aStore();
    await aRecordedModel(store);
  });

  it('frees the weights and data of the old rejection, the merged weights of what rests, and what nothing refers to', async () => {
    await storeText(store, 'left by a run that failed');
    const { removed, kept } = await decide(store);
    expect(
      removalGroups(removed)
        .map(({ holder, what, keys }) => `${holder ?? '-'} ${what} ${keys.length}`)
        .toSorted(),
    ).toEqual(['- unreferenced 1', 'v2 merged weights 2', 'v3 GGUF 1', 'v3 adapter 2', 'v3 data 4', 'v3 merged weights 2']);
    // v1 serves again, so its merged weights stay; the tokenizer's file is of all of them.
    const v1 = await readVersion(store, model, 'v1');
    expect(kept.map(({ key }) => key)).toContain(v1?.merged?.key);
    expect(await remove(store, removed)).toBe(removed.length);
    for (const { key } of removed) expect(await store.read(key)).toBeUndefined();
    for (const { key } of kept) expect(await store.read(key)).toBeDefined();
  });

  it('is written down with what and why before anything is removed', async () => {
    const { removed } = await decide(store);
    const dying: ObjectStore = { ...store, remove: () => Promise.reject(new Error('killed')) };
    await expect(remove(dying, removed)).rejects.toThrow('killed');
    const entry = (await listAudit(store, model)).at(-1);
    expect(entry).toMatchObject({ action: 'removed', actor: 'cli:anna', at, details: { objects: removed.length } });
    expect(
      removedParts(await listAudit(store, model))
        .filter(({ holder }) => holder === 'v3')
        .map(({ what }) => what)
        .toSorted(),
    ).toEqual(['GGUF', 'adapter', 'data', 'merged weights']);
    expect((await decide(store)).removed).toEqual(removed);
  });

  it('removes and writes nothing while something goes on, and stops where it begins', async () => {
    const { removed } = await decide(store);
    const before = (await listAudit(store, model)).length;
    await expect(removeObjects({ ...aRemoval(store, removed), stillIdle: () => Promise.reject(new Error('a run')) })).rejects.toThrow(
      'a run',
    );
    expect(await listAudit(store, model)).toHaveLength(before);
    let looks = 0;
    const stillIdle = async (): Promise<void> => {
      looks += 1;
      if (looks > 1) throw new Error('a run has begun');
    };
    await expect(removeObjects({ ...aRemoval(store, removed), stillIdle })).rejects.toThrow('a run has begun');
    expect((await decide(store)).removed).toEqual(removed);
  });

  it('has nothing to do and writes nothing where all is in use', async () => {
    const before = (await listAudit(store, model)).length;
    expect(await remove(store, [])).toBe(0);
    expect(await listAudit(store, model)).toHaveLength(before);
  });

  it('keeps what the audit names as evidence of a decision', async () => {
    const shown = await storeText(store, 'the difference of the chat template that was approved');
    const details = { chatTemplateDiff: shown.sha256, ggufSha256: 'a'.repeat(64) };
    await appendAudit(store, { model, at, actor: 'cli:anna', action: 'approved', subject: 'ft-1', details, idempotencyKey: 'approved' });
    const { kept, missing } = await decide(store);
    expect(kept).toContainEqual(expect.objectContaining({ key: shown.key, why: 'the audit names it' }));
    expect(missing).toEqual([]);
  });
});

describe('a store that is not whole', () => {
  it.each([
    ['the list of an adapter is gone', async (store: ObjectStore, key: string) => store.remove(key)],
    [
      'the list of an adapter was changed',
      async (store: ObjectStore, key: string) => {
        await store.remove(key);
        await store.create(key, JSON.stringify({ files: [] }));
      },
    ],
  ])('is left alone where %s: nobody knows what belongs to it', async (_, damage) => {
    const store = aStore();
    await aRecordedModel(store);
    await damage(store, (await readVersion(store, model, 'v1'))?.adapter?.key ?? '');
    await expect(decide(store)).rejects.toThrow('the adapter of v1 must stay, and its list of files cannot be read');
  });

  it('is left alone where a record cannot be read, whatever it is of', async () => {
    const store = aStore();
    await aRecordedModel(store);
    await store.create(`models/${model}/later/kind`, 'no JSON');
    await expect(decide(store)).rejects.toThrow('may refer to what would be removed');
  });

  it('keeps what a record of a kind that is not known here refers to', async () => {
    const store = aStore();
    await aRecordedModel(store);
    const ref = await storeText(store, 'of a later release');
    await store.create(`models/${model}/later/kind.json`, JSON.stringify({ deep: [{ down: ref }] }));
    expect((await decide(store)).removed.map(({ key }) => key)).not.toContain(ref.key);
  });
});

async function decide(store: ObjectStore): Promise<RetentionDecision> {
  const now = Date.parse(at);
  return decideRetention({ ...(await listForRetention(store, model, { policy, now })), policy, now });
}

function aRemoval(store: ObjectStore, removed: RetentionDecision['removed']): Parameters<typeof removeObjects>[0] {
  return { store, model, removed, actor: 'cli:anna', at, stillIdle: idle };
}

function remove(store: ObjectStore, removed: RetentionDecision['removed']): Promise<number> {
  return removeObjects(aRemoval(store, removed));
}
