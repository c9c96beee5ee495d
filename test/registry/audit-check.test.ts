import { hash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../domain/canonical-json.js';
import type { ObjectStore } from '../../platform/ports.js';
import { appendAudit, verifyAudit, type AuditCheck } from '../../registry/audit.js';
import { at, useStores } from './harness.js';

const aStore = useStores();
const folder = 'audit/triage/';
const last = 4;

let files: ReadonlyMap<string, Buffer> = new Map();
beforeAll(async () => {
  const store = aStore();
  for (let event = 1; event <= last; event += 1) await append(store, `event-${event}`);
  const keys = await store.list(folder);
  files = new Map(await Promise.all(keys.map(async (key) => [key, (await store.read(key))?.body ?? Buffer.alloc(0)] as const)));
});

function append(store: ObjectStore, idempotencyKey: string): Promise<unknown> {
  const details = { reason: 'every canary step was passed', environment: 'production', from: null, sha256: 'a'.repeat(64) };
  return appendAudit(store, { model: 'triage', at, actor: 'run:ft-1', action: 'head-moved', subject: 'v1', details, idempotencyKey });
}

/** The log as it lies there, with changes: null takes a file away. */
function check(changes: Readonly<Record<string, Buffer | string | null>>): Promise<AuditCheck> {
  const changed = new Map<string, Buffer>(files);
  for (const [name, body] of Object.entries(changes)) {
    if (body === null) changed.delete(folder + name);
    else changed.set(folder + name, Buffer.from(body));
  }
  const store: ObjectStore = {
    ...aStore(),
    read: async (key) => {
      const body = changed.get(key);
      return body === undefined ? undefined : { body, etag: '1' };
    },
    list: async () => [...changed.keys()].toSorted(),
  };
  return verifyAudit(store, 'triage');
}

const entry = (seq: number): string => `${String(seq).padStart(8, '0')}.json`;
const textOf = (name: string): string => files.get(folder + name)?.toString() ?? '';

describe('a log that somebody has changed', () => {
  it('is intact while nobody has', async () => {
    expect(await check({})).toMatchObject({ entries: last, intact: true, brokenAt: null, brokenKey: null });
    expect(await verifyAudit(aStore(), 'triage')).toMatchObject({ entries: 0, intact: true, headSha256: null });
  });

  it('is found at any byte of any file, which is named', { timeout: 30_000 }, async () => {
    let flips = 0;
    for (const [key, body] of files) {
      const name = key.slice(folder.length);
      const wrong: unknown[] = [];
      for (let at = 0; at < body.length; at += 1) {
        for (const bit of [0x01, 0x80]) {
          const flipped = Buffer.from(body);
          flipped[at] = (flipped[at] ?? 0) ^ bit;
          const { intact, brokenKey, brokenAt } = await check({ [name]: flipped });
          flips += 1;
          const seq = name === 'head.json' ? null : Number.parseInt(name, 10);
          if (intact || brokenKey !== key || brokenAt !== seq) wrong.push({ name, at, bit, intact, brokenKey });
        }
      }
      expect(wrong).toEqual([]);
    }
    expect(flips).toBeGreaterThan(3_000);
  });

  it.each([1, 3, last])('is found where entry %i was removed', async (seq) => {
    expect(await check({ [entry(seq)]: null })).toMatchObject({ intact: false, brokenAt: seq, entries: seq - 1 });
  });

  it('is found where its end was cut off, its head too', async () => {
    const cut = await check({ [entry(last)]: null, [entry(last - 1)]: null });
    expect(cut).toMatchObject({ brokenAt: last - 1, reason: expect.stringContaining(`Expected ${last} entries`) });
    const headless = await check({ [entry(last)]: null, 'head.json': null });
    expect(headless).toMatchObject({ intact: false, brokenKey: `${folder}head.json`, reason: expect.stringContaining('It was removed') });
  });

  it('is found where an entry was added: at the end, in the middle, or as something else', async () => {
    const follower = JSON.stringify({ ...(JSON.parse(textOf(entry(last))) as object), seq: last + 1 });
    expect(await check({ [entry(last + 1)]: follower })).toMatchObject({ intact: false, brokenAt: last + 1 });
    const sha256 = hash('sha256', textOf(entry(last)));
    const fitting = canonicalJson({ ...(JSON.parse(follower) as object), previousSha256: sha256 });
    expect(await check({ [entry(last + 1)]: fitting })).toMatchObject({
      brokenAt: last + 1,
      reason: expect.stringContaining('was added by somebody, or its writer died'),
    });
    expect(await check({ '00000002.json.copy': textOf(entry(2)) })).toMatchObject({ intact: false, brokenAt: 3 });
    expect(await check({ 'notes.txt': 'hello' })).toMatchObject({ intact: false, brokenAt: last + 1 });
  });

  it('is found where it was written in another form, or says that it is another', async () => {
    const spaced = JSON.stringify(JSON.parse(textOf(entry(2))), undefined, 1);
    expect(await check({ [entry(2)]: spaced })).toMatchObject({ brokenAt: 2, reason: expect.stringContaining('not in the form') });
    const other = textOf(entry(2)).replace('"triage"', '"other"');
    expect(await check({ [entry(2)]: other })).toMatchObject({
      brokenAt: 2,
      reason: `${folder}${entry(2)} says that it is entry 2 of other.`,
    });
    expect(await check({ [entry(1)]: 'gone' })).toMatchObject({ brokenAt: 1, entries: 0, headSha256: null });
  });

  it('is found where a head of another log was put in its place', async () => {
    const store = aStore();
    for (let event = 1; event <= last; event += 1) await append(store, `another-${event}`);
    const head = (await store.read(`${folder}head.json`))?.body.toString() ?? '';
    expect(await check({ 'head.json': head })).toMatchObject({ intact: false, brokenAt: last });
  });

  it('is not said of one that is being added to: its writer moves the head a moment after', async () => {
    const store = aStore();
    await append(store, 'event-1');
    let heads = 0;
    const slow: ObjectStore = {
      ...store,
      read: async (key) => {
        const stored = await store.read(key);
        // The first look at the head is before the second entry; the look at the entries is after it.
        if (key.endsWith('head.json') && (heads += 1) === 1) await append(store, 'event-2');
        return stored;
      },
    };
    expect(await verifyAudit(slow, 'triage')).toMatchObject({ entries: 2, intact: true });
  });
});
