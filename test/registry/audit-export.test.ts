import { hash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../platform/ports.js';
import { canonicalJson } from '../../domain/canonical-json.js';
import { auditText, exportAudit } from '../../registry/audit-export.js';
import { auditedModels, proveAudit } from '../../registry/audited-models.js';
import { aRecordedModel, recordedModel as model } from '../support/recorded-model.js';
import { useStores } from './harness.js';

const aStore = useStores();
const always = { from: null, until: null };

describe('an export of the audit', () => {
  let store: ObjectStore;
  beforeAll(async () => {
    store = aStore();
    await aRecordedModel(store);
  });

  it('has every entry with the digest of its bytes, which the next one names, and the proof', async () => {
    const { entries, proof } = await exportAudit(store, model, always);
    expect(entries.map(({ entry }) => entry.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    for (const [index, { entry, sha256 }] of entries.entries()) {
      expect(hash('sha256', canonicalJson(entry))).toBe(sha256);
      expect(entry.previousSha256).toBe(entries[index - 1]?.sha256 ?? null);
    }
    expect(proof).toMatchObject({ intact: true, entries: 8, headSha256: entries.at(-1)?.sha256 });
  });

  it('keeps to its period, whose end is not included, and proves the whole log all the same', async () => {
    const period = { from: '2024-11-19T00:00:00Z', until: '2024-11-19T12:00:00Z' };
    const { entries, proof } = await exportAudit(store, model, period);
    expect(entries.map(({ entry }) => entry.action)).toEqual(['run-admitted', 'version-registered', 'head-moved']);
    expect(proof.entries).toBe(8);
  });

  it('reads as text: the proof, then who did what and when', async () => {
    const text = auditText(await exportAudit(store, model, always));
    expect(text).toContain('The whole log is as it was written');
    expect(text).toContain('8. 2024-11-19 12:00:00 UTC, cli:ben: Users were taken back to v1 from v2 as requested: wrong refunds.');
  });

  it('says loudly that the log was changed', async () => {
    const damaged = await aDamagedStore(`audit/${model}/00000003.json`, (text) => text.replace('first release', 'first attempt'));
    expect(auditText(await exportAudit(damaged, model, always))).toContain('THE LOG IS BROKEN: ');
  });
});

describe('the proof of a model', () => {
  it('fails where the whole log is gone and a head names what nobody put there', async () => {
    const store = aStore();
    await aRecordedModel(store);
    for (const key of await store.list(`audit/${model}/`)) await store.remove(key);
    expect(await proveAudit(store, model)).toMatchObject({
      intact: false,
      brokenAt: 1,
      reason: expect.stringContaining('It was removed.'),
    });
    expect(await auditedModels(store)).toEqual([model]);
  });

  it('holds for a model of which nothing has been released yet', async () => {
    expect(await proveAudit(aStore(), 'new')).toMatchObject({ intact: true, entries: 0 });
  });
});

async function aDamagedStore(key: string, change: (text: string) => string): Promise<ObjectStore> {
  const store = aStore();
  await aRecordedModel(store);
  const text = (await store.read(key))?.body.toString('utf8') ?? '';
  await store.remove(key);
  await store.create(key, change(text));
  return store;
}
