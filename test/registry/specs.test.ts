import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../domain/canonical-json.js';
import { readSpec, saveSpec } from '../../registry/specs.js';
import { aResolvedSpec } from '../support/specs.js';
import { useStores } from './harness.js';

const aStore = useStores();
const { spec } = aResolvedSpec();
const digest = hash('sha256', canonicalJson(spec));

describe('the pipeline file of a run', () => {
  it('comes back by the digest of its content, however often it is kept', async () => {
    const store = aStore();
    await saveSpec(store, 'triage', spec);
    await saveSpec(store, 'triage', spec);
    expect(await store.list('models/')).toEqual([`models/triage/specs/${digest}.json`]);
    expect(await readSpec(store, 'triage', digest)).toEqual(spec);
    expect(await readSpec(store, 'triage', 'a'.repeat(64))).toBeUndefined();
  });

  it('is not believed once it was changed', async () => {
    const store = aStore();
    await store.create(`models/triage/specs/${digest}.json`, canonicalJson({ ...spec, gates: [] }));
    await expect(readSpec(store, 'triage', digest)).rejects.toThrow(/to have the digest that it is named by, got [0-9a-f]{64}/);
  });
});
