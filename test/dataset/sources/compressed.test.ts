import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceFileOf } from '../../../dataset/sources/format.js';
import { positionAfter, type ReadLine } from '../../../dataset/sources/source-file.js';
import { linesOf, textsOf } from './in-memory.js';

const some = Array.from({ length: 3000 }, (_, index) => `{"text":"ticket ${index} asks for ${(index * 7919) % 1000} back"}`);
const gzip = '.jsonl.gz' as const;
const zstd = '.jsonl.zst' as const;

describe('gzip', () => {
  it('is read as the text it holds, of one member or several, with zeros behind', async () => {
    const text = `${some.join('\n')}\n`;
    const members = [gzipSync(text.slice(0, 5000)), gzipSync(text.slice(5000, 5001)), gzipSync(''), gzipSync(text.slice(5001))];
    for (const content of [gzipSync(text), Buffer.concat(members), Buffer.concat([...members, Buffer.alloc(100)])])
      expect(textsOf(await linesOf(content, { ending: gzip }))).toEqual(some);
  });

  it('of members is read in chunks of any size', async () => {
    const content = Buffer.concat(['ab\nc', 'd\n', '', 'e'].map((text) => gzipSync(text)));
    for (let chunkBytes = 1; chunkBytes <= content.length; chunkBytes += 1)
      expect(textsOf(await linesOf(content, { ending: gzip, chunkBytes }))).toEqual(['ab', 'cd', 'e']);
  });

  it('is read on from any place where a reading ended', async () => {
    const contents = [
      gzipSync('{"a":1}\r\n\n{"b":2}\nx'),
      gzipSync('{"a":1}\n{"b":2}\n').subarray(0, -4),
      gzipSync('{"a":1}\n{"b"').subarray(0, -4),
    ];
    for (const content of contents) {
      const { read, expected } = await resumed(content, gzip);
      expect(read.length).toBeGreaterThan(1);
      expect(read).toEqual(expected);
    }
  });

  it('of an empty text has no lines, and an empty file is a truncated one', async () => {
    expect(await linesOf(gzipSync(''), { ending: gzip })).toEqual([]);
    expect(await linesOf('', { ending: gzip })).toMatchObject([{ number: 1, length: 0, cut: 'truncated-stream' }]);
  });

  it('that was truncated anywhere gives every whole line before, and then says so', async () => {
    const content = gzipSync(some.join('\n'), { level: 1 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: content.length - 1 }), async (bytes) => {
        const lines = await linesOf(content.subarray(0, bytes), { ending: gzip, chunkBytes: 10_000 });
        expect(textsOf(lines.slice(0, -1))).toEqual(some.slice(0, Math.max(0, lines.length - 1)));
        expect(lines.map(({ cut }) => cut).filter((cut) => cut !== undefined)).toEqual(['truncated-stream']);
        expect(lines.at(-1)).toMatchObject({ number: lines.length, cut: 'truncated-stream' });
        expect(some[lines.length - 1]?.startsWith(lines.at(-1)?.bytes.toString() ?? '?')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('whose checksum is wrong gives all its lines, and then says that it is corrupt', async () => {
    const content = gzipSync(`${some.slice(0, 5).join('\n')}\n`);
    content.writeUInt32LE(1, content.length - 8);
    const lines = await linesOf(content, { ending: gzip });
    expect(textsOf(lines)).toEqual([...some.slice(0, 5), '']);
    expect(lines.map(({ cut }) => cut)).toEqual([undefined, undefined, undefined, undefined, undefined, 'corrupt-stream']);
    const { read, expected } = await resumed(content, gzip);
    expect(read).toEqual(expected);
  });

  it('with something else behind gives all its lines, and then says that it is corrupt', async () => {
    const lines = await linesOf(Buffer.concat([gzipSync('a\nb'), Buffer.from('\n{"text":"appended"}\n')]), { ending: gzip });
    expect(lines.map(({ bytes, cut }) => [bytes.toString(), cut])).toEqual([
      ['a', undefined],
      ['b', 'corrupt-stream'],
    ]);
  });

  it('that is damaged far in gives what came before, each byte once', async () => {
    const content = gzipSync(some.join('\n'), { level: 1 });
    // A block of a type that does not exist, at the start of a member of its own.
    const damaged = Buffer.concat([content, Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff])]);
    const lines = await linesOf(damaged, { ending: gzip, chunkBytes: 5_000 });
    expect(textsOf(lines)).toEqual(some);
    expect(lines.at(-1)?.cut).toBe('corrupt-stream');
  });

  it('that blows up comes in bounded pieces', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    expect(await linesOf(bomb, { ending: gzip, maximumBytes: 10 })).toMatchObject([
      { number: 1, tooLong: true, length: 64 * 1024 * 1024, bytes: Buffer.alloc(10) },
    ]);
  });

  it('passes on what fails below it', async () => {
    const broken = {
      name: 'x',
      bytes: 1,
      identity: '',
      pin: async () => '',
      read: async function* (): AsyncGenerator<Buffer> {
        yield gzipSync('a\n');
        throw new Error('the disk is gone');
      },
    };
    await expect(sourceFileOf(broken, gzip).lines({ offset: 0, number: 1 }, 10).next()).rejects.toThrow('the disk is gone');
  });
});

describe('Zstandard', () => {
  it('of the zstd program is read as the text it holds: two frames with and without checksum, and one to be skipped', async () => {
    const content = await fixture('tickets.jsonl.zst');
    for (const chunkBytes of [1, 17, 4096, 1_000_000])
      expect(textsOf(await linesOf(content, { ending: zstd, chunkBytes }))).toEqual(some.slice(0, 2000));
  });

  it('that was truncated anywhere gives every whole line before, and then says so', async () => {
    const content = await fixture('tickets.jsonl.zst');
    for (let bytes = 0; bytes < content.length; bytes += 397) {
      const lines = await linesOf(content.subarray(0, bytes), { ending: zstd });
      expect(textsOf(lines.slice(0, -1))).toEqual(some.slice(0, Math.max(0, lines.length - 1)));
      expect(lines.at(-1)).toMatchObject({ number: lines.length, cut: 'truncated-stream' });
    }
  });

  it('is read on from any place where a reading ended', async () => {
    const contents = [
      rawFrame('{"a":1}\n', '{"b":2}'),
      Buffer.concat([rawFrame('{"a":1}\n'), rawFrame('\nx').subarray(0, -1)]),
      Buffer.concat([rawFrame('{"a":1}\n'), Buffer.from('no more')]),
    ];
    for (const content of contents) {
      const { read, expected } = await resumed(content, zstd);
      expect(read.length).toBeGreaterThan(1);
      expect(read).toEqual(expected);
    }
  });

  it('that is damaged gives every block before, and then says that it is corrupt', async () => {
    const damaged = Buffer.concat([rawFrame('a\nb'), Buffer.from('this is no frame, and was appended')]);
    expect((await linesOf(damaged, { ending: zstd })).map(({ bytes, cut }) => [bytes.toString(), cut])).toEqual([
      ['a', undefined],
      ['b', 'corrupt-stream'],
    ]);
    const content = await fixture('tickets.jsonl.zst');
    for (let at = 20; at < 200; at += 19) {
      const flipped = Buffer.from(content);
      flipped.writeUInt8((flipped[at] ?? 0) ^ 0xff, at);
      // What the damage makes of it is not foreseen; that it ends, is.
      expect((await linesOf(flipped, { ending: zstd })).length).toBeGreaterThan(0);
    }
  });

  it('whose blocks claim more than a block may is corrupt, not a flood', async () => {
    const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x58]);
    const repeated = (size: number, isLast: boolean): Buffer => {
      const block = Buffer.alloc(4, 'x');
      block.writeUIntLE((size << 3) | (1 << 1) | Number(isLast), 0, 3);
      return block;
    };
    const most = 128 * 1024;
    const long = Buffer.concat([header, ...Array.from({ length: 300 }, () => repeated(most, false)), repeated(most, true)]);
    expect(await linesOf(long, { ending: zstd, maximumBytes: 10 })).toMatchObject([{ tooLong: true, length: 301 * most }]);
    expect(await linesOf(Buffer.concat([header, repeated(most + 1, true)]), { ending: zstd })).toMatchObject([{ cut: 'corrupt-stream' }]);
  });

  it('with a window or a dictionary that cannot be had says what to do', async () => {
    await expect(linesOf(await fixture('wide-window.jsonl.zst'), { ending: zstd })).rejects.toThrow(
      'memory.jsonl.zst was compressed with a window of 128 MiB, expected at most 32. Compress it again without --ultra and --long.',
    );
    const withDictionary = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x21, 7, 3]);
    await expect(linesOf(withDictionary, { ending: zstd })).rejects.toThrow('memory.jsonl.zst was compressed with a dictionary.');
  });
});

/** What is read from each place where a reading may have ended, and what is to come there. */
async function resumed(content: Buffer, ending: typeof gzip | typeof zstd): Promise<{ read: ReadLine[][]; expected: ReadLine[][] }> {
  const lines = await linesOf(content, { ending });
  const read = await Promise.all(lines.map((line) => linesOf(content, { ending, from: positionAfter(line) })));
  return { read, expected: lines.map((_, index) => lines.slice(index + 1)) };
}

/** A frame of blocks that are not compressed. */
function rawFrame(...blocks: string[]): Buffer {
  const parts = blocks.map((block, index) => {
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | Number(index === blocks.length - 1), 0, 3);
    return Buffer.concat([header, Buffer.from(block)]);
  });
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x58]), ...parts]);
}

async function fixture(name: string): Promise<Buffer> {
  return await readFile(new URL(`fixtures/${name}`, import.meta.url));
}
