import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLines, type Line } from '../../dataset/lines.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-lines-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('reading lines', () => {
  it.each([
    ['nothing', '', []],
    ['a last line without end', 'a\nb', ['a', 'b']],
    ['a last line with end', 'a\nb\n', ['a', 'b']],
    ['blank lines', '\n\na', ['', '', 'a']],
    ['carriage returns', 'a\r\n\r\nb\r\n', ['a', '', 'b']],
    ['a byte order mark', '\uFEFFa\n\uFEFFb', ['a', '\uFEFFb']],
    ['only a byte order mark', '\uFEFF', ['']],
  ])('takes %s', async (_name, content, expected) => {
    expect((await linesOf(content)).map((line) => line.bytes.toString())).toEqual(expected);
  });

  it('keeps only the beginning of a line over the limit, and goes on after it', async () => {
    const long = 'x'.repeat(3_000_000);
    const lines = await linesOf(`a\n${long}\nb`, 1000);
    expect(lines.map(({ number, tooLong, bytes }) => [number, tooLong, bytes.length])).toEqual([
      [1, false, 1],
      [2, true, 1000],
      [3, false, 1],
    ]);
  });

  it.each([0, 1, 2, 3])(
    'does not count byte order mark and carriage return against the limit, %i bytes before a chunk ends',
    async (shift) => {
      const limit = 1024 * 1024 - shift;
      const [exact] = await linesOf(`\uFEFF${'x'.repeat(limit)}\r\n`, limit);
      expect([exact?.tooLong, exact?.bytes.length]).toEqual([false, limit]);
      const [over] = await linesOf(`\uFEFF${'x'.repeat(limit + 1)}\r\n`, limit);
      expect(over?.tooLong).toBe(true);
    },
  );

  it('gives offsets at which the file has the same bytes, across chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 400_000 }), { maxLength: 12 }), async (lengths) => {
        const content = Buffer.from(lengths.map((length, index) => String(index % 10).repeat(length)).join('\n'));
        const lines = await linesOf(content);
        expect(lines.map((line) => line.bytes.length)).toEqual(lengths.at(-1) === 0 ? lengths.slice(0, -1) : lengths);
        for (const line of lines) expect(content.subarray(line.offset, line.offset + line.bytes.length).equals(line.bytes)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

async function linesOf(content: string | Buffer, limit = 1024 * 1024): Promise<Line[]> {
  const path = join(folder, 'file.jsonl');
  await writeFile(path, content);
  const lines: Line[] = [];
  for await (const batch of readLines(path, limit)) lines.push(...batch);
  return lines;
}
