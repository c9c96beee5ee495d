import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../domain/canonical-json.js';
import { listEvidence, readEvidence, writeEvidence, type EvidenceRecord } from '../../registry/evidence.js';
import { at, useStores, withRival } from './harness.js';

const aStore = useStores();
const rollout = { model: 'triage', rolloutId: 'ft-2026-11-21-001' };

describe('evidence of a rollout', () => {
  it('is a chain of looks, each with the digest of the one before', async () => {
    const store = aStore();
    for (const look of [1, 2, 3]) await writeEvidence(store, aLook(look, { requests: look * 10 }));
    const looks = await listEvidence(store, rollout);
    expect(looks.map(({ record }) => record.evidence)).toEqual([{ requests: 10 }, { requests: 20 }, { requests: 30 }]);
    expect(looks.map(({ record }) => record.previousSha256)).toEqual([null, looks[0]?.ref.sha256, looks[1]?.ref.sha256]);
    const body = (await store.read('evidence/triage/ft-2026-11-21-001/2.json'))?.body ?? '';
    expect(createHash('sha256').update(body).digest('hex')).toBe(looks[1]?.ref.sha256);
  });

  it('keeps the first verdict of a look that is retried', async () => {
    const store = aStore();
    const first = await writeEvidence(store, aLook(1, { verdict: 'pass' }));
    expect(await writeEvidence(store, aLook(1, { verdict: 'fail' }))).toEqual(first);
    const rival = withRival(store, () => writeEvidence(store, aLook(2, { verdict: 'fail' })));
    expect((await writeEvidence(rival, aLook(2, { verdict: 'pass' }))).record.evidence).toEqual({ verdict: 'fail' });
  });

  it('has no gaps and begins at 1', async () => {
    const store = aStore();
    await expect(writeEvidence(store, aLook(2, {}))).rejects.toThrow(/Expected look 1 .* before look 2/);
    await expect(writeEvidence(store, aLook(0, {}))).rejects.toThrow(/Expected a look from 1/);
    expect(await readEvidence(store, rollout, 1)).toBeUndefined();
    expect(await listEvidence(store, rollout)).toEqual([]);
  });

  it('is not believed once an earlier look was changed', async () => {
    const store = aStore();
    for (const look of [1, 2]) await writeEvidence(store, aLook(look, { requests: look }));
    const stored = await store.read('evidence/triage/ft-2026-11-21-001/1.json');
    await store.swap(
      'evidence/triage/ft-2026-11-21-001/1.json',
      stored?.etag ?? '',
      String(stored?.body).replace('"requests":1', '"requests":9'),
    );
    await expect(listEvidence(store, rollout)).rejects.toThrow(/An earlier look was changed/);
    await store.remove('evidence/triage/ft-2026-11-21-001/1.json');
    await expect(listEvidence(store, rollout)).rejects.toThrow(
      'Expected an object at evidence/triage/ft-2026-11-21-001/1.json, found none',
    );
  });
});

function aLook(look: number, evidence: Json): Omit<EvidenceRecord, 'previousSha256'> {
  return { ...rollout, look, at, codeVersion: 'dev', evidence };
}
