/** Whatever was registered, deployed and left lying about: after a collection, also one that was killed, what was accepted is whole and every record resolves. */

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ObjectStore } from '../../platform/ports.js';
import { fetchBytes, fetchFile, fetchFolder } from '../../registry/artifacts.js';
import { listAudit } from '../../registry/audit.js';
import { removeObjects } from '../../registry/collect-garbage.js';
import { moveHead } from '../../registry/heads.js';
import { listVersions, registerVersion, type VersionManifest } from '../../registry/manifests.js';
import { removedParts } from '../../registry/removals.js';
import { decideRetention, type RetentionDecision } from '../../registry/retention.js';
import { listForRetention } from '../../registry/retention-listing.js';
import { recordedModel as model, storeText, storeVersion } from '../support/recorded-model.js';
import { useStores } from './harness.js';

const aStore = useStores();
const day = 86_400_000;
const policy = { rejected: '30d', unreferenced: '7d', merged: '30d' };

interface Life {
  readonly status: VersionManifest['status'];
  readonly ageDays: number;
  /** Its weights are those of the version before it. */
  readonly repeats: boolean;
}

const lives: fc.Arbitrary<Life[]> = fc.array(
  fc.record({
    status: fc.constantFrom<VersionManifest['status']>('accepted', 'rejected', 'candidate'),
    ageDays: fc.integer({ min: 0, max: 90 }),
    repeats: fc.boolean(),
  }),
  { minLength: 1, maxLength: 3 },
);
const worlds = fc.record({ lives, serving: fc.nat(2), inDaysTime: fc.integer({ min: 0, max: 40 }), killedAfter: fc.nat(12) });

it('leaves every accepted version whole and every kept record with what it refers to', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const store = aStore();
      const now = Date.now() + world.inDaysTime * day;
      await fill(store, world, now);
      const first = await decide(store, now);
      await expect(collect(store, first, { now, killedAfter: world.killedAfter })).resolves.toBeDefined();
      await holds(store, now);
      // What a killed one has left is found again; a whole one leaves nothing to do.
      await collect(store, await decide(store, now + 8 * day), { now: now + 8 * day, killedAfter: null });
      await holds(store, now + 8 * day);
      expect((await decide(store, now + 8 * day)).removed).toEqual([]);
    }),
    { numRuns: 8 },
  );
});

async function fill(store: ObjectStore, world: { readonly lives: readonly Life[]; readonly serving: number }, now: number): Promise<void> {
  let name = '';
  for (const [index, { status, ageDays, repeats }] of world.lives.entries()) {
    if (!repeats || name === '') name = `ft-2026-11-21-00${index}`;
    const createdAt = new Date(now - ageDays * day).toISOString();
    const draft = await storeVersion(store, name, { status, createdAt, verdicts: [] });
    const { version, artifact } = await registerVersion(store, { ...draft, runId: `ft-2026-11-22-00${index}` });
    if (index !== world.serving) continue;
    const to = { version, ggufSha256: artifact.gguf.sha256 };
    // Whatever a head names stays, also what was rejected: somebody has put it there.
    await moveHead({ store, model, environment: 'production', to, expected: null, runId: name, reason: 'test', at: createdAt });
  }
  await storeText(store, `left by a run that failed ${randomUUID()}`);
}

async function decide(store: ObjectStore, now: number): Promise<RetentionDecision> {
  return decideRetention({ ...(await listForRetention(store, model, { policy, now })), policy, now });
}

/** Resolves also where it was killed. */
async function collect(
  store: ObjectStore,
  { removed }: RetentionDecision,
  { now, killedAfter }: { readonly now: number; readonly killedAfter: number | null },
): Promise<'whole' | 'killed'> {
  let gone = 0;
  const mortal: ObjectStore = {
    ...store,
    remove: async (key) => {
      if (gone === killedAfter) throw new Error('killed');
      gone += 1;
      await store.remove(key);
    },
  };
  const at = new Date(now).toISOString();
  try {
    await removeObjects({ store: mortal, model, removed, actor: 'cli:test', at, stillIdle: async () => undefined });
    return 'whole';
  } catch {
    return 'killed';
  } finally {
    // Told before it was done: of all that is gone, the audit knows.
    const told = new Set(removedParts(await listAudit(store, model)).flatMap(({ keys }) => keys));
    for (const { key } of removed) expect(told).toContain(key);
  }
}

async function holds(store: ObjectStore, now: number): Promise<void> {
  const told = new Set(removedParts(await listAudit(store, model)).flatMap(({ keys }) => keys));
  const { missing } = await decide(store, now);
  expect(missing).toEqual([]);
  const folder = await mkdtemp(join(tmpdir(), 'slipway-gc-'));
  try {
    for (const manifest of await listVersions(store, model)) {
      const { artifact, adapter, merged, evaluation, packaging, status } = manifest;
      for (const ref of [evaluation?.evidence, packaging?.chatTemplate]) if (ref) await fetchBytes(store, ref);
      if (merged !== null && !told.has(merged.key)) await fetchFolder(store, merged, join(folder, manifest.version, 'merged'));
      if (status === 'rejected') continue;
      await fetchFile(store, artifact.gguf, join(folder, manifest.version, 'model.gguf'));
      if (adapter !== null) await fetchFolder(store, adapter, join(folder, manifest.version, 'adapter'));
      for (const ref of Object.values(manifest.dataset ?? {})) if (ref !== null && typeof ref === 'object') await fetchBytes(store, ref);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
