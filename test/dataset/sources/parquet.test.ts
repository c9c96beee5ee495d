import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { sourceFileOf } from '../../../dataset/sources/format.js';
import { beginning, positionAfter } from '../../../dataset/sources/source-file.js';
import { linesOf, storedInMemory, textsOf } from './in-memory.js';

const parquet = '.parquet' as const;

describe('a Parquet file', () => {
  it.each(['zstd', 'snappy'])('of pyarrow with %s is read in three row groups', async (codec) => {
    const lines = await linesOf(await fixture(`tickets-${codec}.parquet`), { ending: parquet });
    expect(lines.map(({ number, offset, length }) => [number, offset, length])).toEqual(
      Array.from({ length: 10 }, (_, index) => [index + 1, index, 0]),
    );
    expect(JSON.parse(lines[3]?.bytes.toString() ?? '')).toEqual({
      messages: [
        { role: 'user', content: 'ticket 3 · ü' },
        { role: 'assistant', content: null },
      ],
      label: 'refund',
      count: 3,
      score: 0.75,
      at: '2026-01-04T00:00:00.000Z',
      blob: 'AP8D',
    });
    expect(JSON.parse(lines[8]?.bytes.toString() ?? '')).toMatchObject({ label: null });
    // Not rounded: a number that is not what it was would be another example.
    expect(JSON.parse(lines[9]?.bytes.toString() ?? '')).toMatchObject({ count: '9007199254740993' });
  });

  it('is read on from any place where a reading ended', async () => {
    const content = await fixture('tickets-zstd.parquet');
    const lines = await linesOf(content, { ending: parquet });
    for (const [index, line] of lines.entries())
      expect(await linesOf(content, { ending: parquet, from: positionAfter(line), chunkBytes: 100 })).toEqual(lines.slice(index + 1));
  });

  it('has rows over the limit that come cut', async () => {
    const [line] = await linesOf(await fixture('tickets-zstd.parquet'), { ending: parquet, maximumBytes: 20 });
    expect(line).toMatchObject({ tooLong: true, bytes: Buffer.from('{"messages":[{"role"') });
  });

  it('has text that is no UTF-8 as lone surrogates, which no good text has', async () => {
    const lines = textsOf(await linesOf(await fixture('damaged-text.parquet'), { ending: parquet }));
    expect(lines).toEqual([String.raw`{"text":"üa"}`.replace('üa', 'üa'), String.raw`{"text":"\udc80b"}`]);
  });

  it('that is broken says so', async () => {
    const content = await fixture('tickets-zstd.parquet');
    const broken = /^expected a Parquet file at memory\.parquet, found a broken one \(.+\)\. Write it again\.$/;
    const damaged = Buffer.from(content);
    damaged.fill(0xff, 4, 400);
    for (const bad of [content.subarray(0, -1), content.subarray(1000), Buffer.from('PAR1'), Buffer.alloc(0), damaged])
      await expect(linesOf(bad, { ending: parquet })).rejects.toMatchObject({
        name: 'SourceInvalidError',
        message: expect.stringMatching(broken),
      });
  });

  it('that cannot be read is not called broken', async () => {
    const content = await fixture('tickets-zstd.parquet');
    const stored = storedInMemory('x.parquet', content);
    let reads = 0;
    const failing = {
      ...stored,
      read: (from: number, to?: number) => {
        reads += 1;
        if (reads === 2) throw new Error('the connection was cut');
        return stored.read(from, to);
      },
    };
    await expect(sourceFileOf(failing, parquet).lines(beginning, 1000).next()).rejects.toThrow('the connection was cut');
  });
});

async function fixture(name: string): Promise<Buffer> {
  return await readFile(new URL(`fixtures/${name}`, import.meta.url));
}
