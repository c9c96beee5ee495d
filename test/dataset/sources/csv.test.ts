import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../../dataset/sources/csv.js';
import { positionAfter } from '../../../dataset/sources/source-file.js';
import { linesOf, textsOf, type Reading } from './in-memory.js';

const rowsOf = async (content: string, reading: Reading = {}): ReturnType<typeof linesOf> =>
  await linesOf(content, { ...reading, ending: '.csv' });

describe('a CSV file', () => {
  it.each([
    ['plain fields', 'a,b\n1,x y\n', ['{"a":"1","b":"x y"}']],
    ['no line end at the end, CRLF', 'a,b\r\n1,2\r\n3,4', ['{"a":"1","b":"2"}', '{"a":"3","b":"4"}']],
    ['a byte order mark before a quoted name', '\uFEFF"a",b\n1,2', ['{"a":"1","b":"2"}']],
    ['quotes, commas and line ends in quotes', 'a,b\n"say ""hi"", x","1\r\n2"\r\n', ['{"a":"say \\"hi\\", x","b":"1\\r\\n2"}']],
    ['empty fields', 'a,b,c\n,,\n"",x,""\n', ['{"a":"","b":"","c":""}', '{"a":"","b":"x","c":""}']],
    ['quotes in the middle of a field', 'a,b\n5" pipe,it"s\n', ['{"a":"5\\" pipe","b":"it\\"s"}']],
    ['names that objects have', '__proto__,toString\n1,2', ['{"__proto__":"1","toString":"2"}']],
    ['names in quotes over two lines', '"a\nb",c\n1,2', ['{"a\\nb":"1","c":"2"}']],
    ['other letters', 'ä,b\nü,😀\n', ['{"ä":"ü","b":"😀"}']],
    ['only a header', 'a,b\n', []],
    ['nothing', '', []],
    ['only a byte order mark', '\uFEFF', []],
  ])('with %s is read', async (_name, content, expected) => {
    expect(textsOf(await rowsOf(content))).toEqual(expected);
    expect(textsOf(await rowsOf(content, { chunkBytes: 1 }))).toEqual(expected);
  });

  it('has blank lines that are counted as lines, and lines of which each has its place', async () => {
    const content = '\uFEFFa,b\r\n"1\n\n2",x\n\r\n3,4';
    const rows = await rowsOf(content);
    expect(
      rows.map(({ number, offset, length, bytes }) => [number, content.slice(offset - 2, offset - 2 + length), bytes.length > 0]),
    ).toEqual([
      [2, '"1\n\n2",x', true],
      [5, '', false],
      [6, '3,4', true],
    ]);
    expect(rows.every(({ fault }) => fault === undefined)).toBe(true);
  });

  it('has faulty rows that are told with their raw text, and goes on after them', async () => {
    const rows = await rowsOf('a,b\n1\n1,2,3\n"x"y,2\n{"text":"no"}\n3,4\n"never closed,5\n6,7\n');
    expect(rows.map(({ number, fault, bytes }) => [number, fault, bytes.toString()])).toEqual([
      [2, 'csv-columns', '1'],
      [3, 'csv-columns', '1,2,3'],
      [4, 'csv-quotes', '"x"y,2'],
      [5, 'csv-columns', '{"text":"no"}'],
      [6, undefined, '{"a":"3","b":"4"}'],
      [7, 'csv-quotes', '"never closed,5\n6,7\n'],
    ]);
  });

  it('loses no more than the limit of a line to a quote that is never closed', async () => {
    const good = Array.from({ length: 50 }, (_, index) => `${index},x`);
    const rows = await rowsOf(`a,b\n"open,x\n${good.join('\n')}\n`, { maximumBytes: 30 });
    expect(rows[0]).toMatchObject({ number: 2, fault: 'csv-quotes', tooLong: true });
    expect(textsOf(rows.slice(1))).toEqual(good.slice(-rows.length + 1).map((row) => `{"a":"${row.split(',')[0]}","b":"x"}`));
    expect(rows.length).toBeGreaterThan(40);
  });

  it('has rows over the limit, by their text or as JSON, that come cut', async () => {
    const rows = await rowsOf(`a,b\n${'x'.repeat(100)},2\n"""""""""""""""""",2\n3,4`, { maximumBytes: 25 });
    expect(rows.map(({ tooLong, length, bytes }) => [tooLong, length, bytes.length])).toEqual([
      [true, 102, 25],
      [true, 20, 25],
      [false, 3, 17],
    ]);
  });

  it('has rows that are not UTF-8, which come as they are', async () => {
    const [row] = await linesOf(Buffer.from('a,b\nx,\xff\n', 'latin1'), { ending: '.csv' });
    expect(row?.bytes).toEqual(Buffer.from('x,\xff', 'latin1'));
  });

  it.each([
    ['', 'a name for each column in the first line, found none for column 1'],
    ['a,,c', 'a name for each column in the first line, found none for column 2'],
    ['a,b,a', 'a name of its own for each column, found the same for columns 1 and 3'],
    ['text;label', 'columns separated by commas, found semicolons or tabs'],
    ['a\rb', 'lines that end in LF or CRLF, found lines that end in CR'],
    ['"a"b,c', 'a header, found quotes in it that do not match'],
    ['a\0b', 'text in UTF-8, found something else: it is binary, or in another encoding'],
    ['x'.repeat(2_000_000), 'a header in its first line, found none in its first mebibyte'],
  ])('with the header %.12j is refused', async (header, problem) => {
    await expect(rowsOf(`${header}\n1,2\n`)).rejects.toMatchObject({
      name: 'SourceInvalidError',
      message: `expected ${problem} in memory.csv. Correct the file, or export it again.`,
    });
  });

  it('is read as csv-parse reads it, whatever the chunks, and from any place where a reading ended', async () => {
    const field = fc.array(fc.constantFrom('a', ' ', ',', '"', '\n', '\r\n', 'ü'), { maxLength: 5 }).map((parts) => parts.join(''));
    const written = fc.tuple(field, fc.boolean()).map(([text, isQuoted]) => {
      return isQuoted || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    });
    const lineEnd = fc.constantFrom('\n', '\r\n');
    const rows = fc.array(fc.tuple(written, written, lineEnd), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 9 }), async (table, chunkBytes) => {
        const content = `a,b\n${table.map(([one, other, end]) => `${one},${other}${end}`).join('')}`;
        const lines = await rowsOf(content);
        const expected = parse(content, { columns: true, record_delimiter: ['\r\n', '\n'] });
        expect(lines.map(({ bytes }) => JSON.parse(bytes.toString()) as unknown)).toEqual(expected);
        expect(await rowsOf(content, { chunkBytes })).toEqual(lines);
        for (const [index, line] of lines.entries())
          expect(await rowsOf(content, { from: positionAfter(line), chunkBytes })).toEqual(lines.slice(index + 1));
      }),
    );
  });

  it('gives the same rows whatever the chunks also where it is broken', async () => {
    const text = fc.array(fc.constantFrom('a', ',', '"', '\n', '\r'), { maxLength: 40 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 20 }), async (broken, chunkBytes, maximumBytes) => {
        const content = `a,b\n${broken}`;
        const lines = await rowsOf(content, { maximumBytes });
        expect(await rowsOf(content, { maximumBytes, chunkBytes })).toEqual(lines);
        for (const [index, line] of lines.entries())
          expect(await rowsOf(content, { maximumBytes, chunkBytes, from: positionAfter(line) })).toEqual(lines.slice(index + 1));
        const ends = [4, ...lines.map(({ nextOffset }) => nextOffset)];
        expect(lines.map(({ offset }) => offset)).toEqual(ends.slice(0, -1));
        expect(ends.at(-1)).toBe(content.length);
      }),
    );
  });
});

it('fields of a row are what stands between its commas', () => {
  expect(fieldsOf('a,,"b,""c""",')).toEqual(['a', '', 'b,"c"', '']);
});
