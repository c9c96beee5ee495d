import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter } from '../../../dataset/sources/line-splitter.js';
import { positionAfter, type ReadLine } from '../../../dataset/sources/source-file.js';
import { linesOf, textsOf } from './in-memory.js';

describe('reading lines', () => {
  it.each([
    ['nothing', '', []],
    ['a last line without end', 'a\nb', ['a', 'b']],
    ['a last line with end', 'a\nb\n', ['a', 'b']],
    ['blank lines', '\n\na', ['', '', 'a']],
    ['carriage returns', 'a\r\n\r\nb\r\n', ['a', '', 'b']],
    ['a carriage return at the end of the file', 'a\r', ['a']],
    ['a carriage return inside of a line', 'a\rb\n', ['a\rb']],
    ['a byte order mark, in the first line only', '\uFEFFa\n\uFEFFb', ['a', '\uFEFFb']],
    ['only a byte order mark', '\uFEFF', ['']],
  ])('takes %s', async (_name, content, expected) => {
    expect(textsOf(await linesOf(content))).toEqual(expected);
    expect(textsOf(await linesOf(content, { chunkBytes: 1 }))).toEqual(expected);
  });

  it('knows where each line lies, and where the next one begins', async () => {
    const lines = await linesOf('\uFEFFab\r\n\ncd');
    expect(lines.map(({ number, offset, length, nextOffset, nextNumber }) => [number, offset, length, nextOffset, nextNumber])).toEqual([
      [1, 3, 2, 7, 2],
      [2, 7, 0, 8, 3],
      [3, 8, 2, 10, 4],
    ]);
  });

  it('keeps only the beginning of a line over the limit, and goes on after it', async () => {
    const lines = await linesOf(`a\n${'x'.repeat(3_000_000)}\r\nb`, { maximumBytes: 1000, chunkBytes: 70_000 });
    expect(lines.map(({ number, tooLong, length, bytes, nextOffset }) => [number, tooLong, length, bytes.length, nextOffset])).toEqual([
      [1, false, 1, 1, 2],
      [2, true, 3_000_000, 1000, 3_000_004],
      [3, false, 1, 1, 3_000_005],
    ]);
  });

  it.each([1, 2, 3, 4, 1000])('does not count byte order mark and line end against the limit, in chunks of %i', async (chunkBytes) => {
    const [exact] = await linesOf(`\uFEFF${'x'.repeat(9)}\r\n`, { maximumBytes: 9, chunkBytes });
    expect(exact).toMatchObject({ tooLong: false, length: 9, bytes: Buffer.from('x'.repeat(9)), nextOffset: 14 });
    const [over] = await linesOf(`\uFEFF${'x'.repeat(10)}\r\n`, { maximumBytes: 9, chunkBytes });
    expect(over).toMatchObject({ tooLong: true, length: 10, bytes: Buffer.from('x'.repeat(9)), nextOffset: 15 });
  });

  it('holds no more of a line of 200 MB than the limit and a chunk', () => {
    const limit = 16 * 1024;
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const splitter = createLineSplitter({ offset: 0, number: 1 }, limit);
    for (let mebibytes = 0; mebibytes < 200; mebibytes += 1) splitter.push(chunk);
    splitter.end(undefined);
    const [line] = splitter.take();
    expect(line).toMatchObject({ tooLong: true, length: 200 * chunk.length });
    // The first chunk itself: nothing was collected beside it.
    expect(line?.bytes.buffer).toBe(chunk.buffer);
    expect(line?.bytes.length).toBe(limit);
  });

  it('gives the same lines whatever the chunks, and from any place where a reading ended', async () => {
    const part = fc.constantFrom('\n', '\r\n', '\r', 'a', 'bc', '"', '\uFEFF', 'ü', '');
    const texts = fc.array(part, { maxLength: 40 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 6 }), async (text, chunkBytes, maximumBytes) => {
        const content = Buffer.from(text);
        const lines = await linesOf(content, { maximumBytes });
        expect(lines).toEqual(expectedLines(content, maximumBytes));
        expect(await linesOf(content, { chunkBytes, maximumBytes })).toEqual(lines);
        for (const [index, line] of lines.entries())
          expect(await linesOf(content, { from: positionAfter(line), chunkBytes, maximumBytes })).toEqual(lines.slice(index + 1));
      }),
    );
  });
});

/** As the splitter should, in the plainest way. */
function expectedLines(content: Buffer, maximumBytes: number): ReadLine[] {
  const raw = content.toString('latin1').split('\n');
  let start = 0;
  return raw.flatMap((line, index) => {
    const isLast = index === raw.length - 1;
    if (isLast && line === '') return [];
    const nextOffset = start + line.length + (isLast ? 0 : 1);
    const unmarked = index === 0 ? line.replace(/^\u00ef\u00bb\u00bf/, '') : line;
    const text = unmarked.replace(/\r$/, '');
    const found = {
      number: index + 1,
      offset: start + line.length - unmarked.length,
      length: text.length,
      bytes: Buffer.from(text.slice(0, maximumBytes), 'latin1'),
      tooLong: text.length > maximumBytes,
      nextOffset,
      nextNumber: index + 2,
    };
    start = nextOffset;
    return [found];
  });
}
