import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import { filesIn, objectsOf, searchFor, type Reading } from './leaks.js';

async function* reading(bytes: Buffer): AsyncGenerator<Reading> {
  yield { where: 'there', bytes };
}

const seed = { name: 'the seed', text: 'it said "no", 7/8 & more' };
const found = { looked: 1, leaks: ['there: the seed'] };

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-leaks-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('a search for what must not be told', () => {
  it.each([
    ['as it is', seed.text],
    ['within JSON', JSON.stringify({ deep: [seed.text] })],
    ['within an address', `http://host/?q=${encodeURIComponent(seed.text)}`],
  ])('finds it %s', async (_, text) => {
    expect(await searchFor([seed], reading(Buffer.from(`before ${text} after`)))).toEqual(found);
    expect(await searchFor([seed], reading(Buffer.from('something else')))).toEqual({ looked: 1, leaks: [] });
  });

  it('finds it in Base64, wherever it begins and whatever follows', async () => {
    const texts = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(texts, texts, async (before, after) => {
        const text = Buffer.concat([before, Buffer.from(seed.text), after]).toString('base64');
        expect(await searchFor([seed], reading(Buffer.from(text)))).toEqual(found);
      }),
    );
  });

  it('refuses to look for what is too short to be anybody’s', async () => {
    await expect(searchFor([{ name: 'none', text: '' }], reading(Buffer.from('')))).rejects.toThrow('at least 8 characters, got one of 0');
  });

  it('looks into every file and every object, and at their keys, but those it is told to leave out', async () => {
    const folder = await aFolder();
    await writeFile(join(folder, 'a.log'), 'it said');
    await writeFile(join(folder, 'weights.gguf'), seed.text);
    expect(await searchFor([seed], filesIn(folder))).toEqual({ looked: 1, leaks: [] });

    const store = createFileObjectStore(await aFolder());
    await store.create('data/kept', seed.text);
    await store.create('named/zq77aa55', 'nothing');
    const named = { name: 'the name', text: 'zq77aa55' };
    expect(await searchFor([seed, named], objectsOf(store))).toEqual({
      looked: 2,
      leaks: ['data/kept: the seed', 'named/zq77aa55: the name'],
    });
    expect(await searchFor([seed], objectsOf(store, new Set(['data/kept'])))).toEqual({ looked: 1, leaks: [] });
  });
});
