import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSources } from '../../../dataset/sources/find.js';
import type { SourceStore } from '../../../platform/ports.js';

const listed = '.jsonl, .ndjson, .jsonl.gz, .jsonl.zst, .csv, .parquet';
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-find-'));
  await chmod(folder, 0o755);
  for (const name of ['empty', 'other', 'kinds', 'nested/x.jsonl']) await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, 'a.jsonl'), '{}\n');
  await writeFile(join(folder, 'other', 'README.md'), '');
  const kinds = { 'c.CSV': 'a,b\n', 'b.ndjson': '{}', 'a.jsonl': '', 'd.jsonl.gz': gzipSync('{}'), '.e.jsonl': '{}', 'notes.txt': 'x' };
  for (const [name, content] of Object.entries(kinds)) await writeFile(join(folder, 'kinds', name), content);
  for (const name of ['tickets.jsonl.zst', 'tickets-zstd.parquet'])
    await copyFile(new URL(`fixtures/${name}`, import.meta.url), join(folder, 'kinds', name));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function problemsOf(...specs: string[]): Promise<readonly string[]> {
  return (await findSources(specs, undefined)).problems;
}

describe('sources', () => {
  it('are all files of a folder that are read, sorted by name', async () => {
    const { files, problems } = await findSources([join(folder, 'kinds')], undefined);
    expect(problems).toEqual([]);
    expect(files.map(({ name }) => name.slice(folder.length))).toEqual(
      ['a.jsonl', 'b.ndjson', 'c.CSV', 'd.jsonl.gz', 'tickets-zstd.parquet', 'tickets.jsonl.zst'].map((name) => `/kinds/${name}`),
    );
  });

  it('are those that a pattern matches, and each once', async () => {
    await symlink(join(folder, 'kinds', 'a.jsonl'), join(folder, 'kinds', 'link.jsonl'));
    const specs = [join(folder, 'kinds', '*.jsonl'), join(folder, 'kinds', 'a*'), join(folder, 'kinds', 'link.jsonl')];
    expect((await findSources(specs, undefined)).files.map(({ name }) => name)).toEqual([join(folder, 'kinds', 'a.jsonl')]);
    await rm(join(folder, 'kinds', 'link.jsonl'));
  });

  it.each([
    ['nowhere.jsonl', 'expected a file or folder, found nothing. Check the path.'],
    ['a.jsonl/b.jsonl', 'expected a file or folder, found nothing. Check the path.'],
    ['nowhere/*.jsonl', 'expected a file or folder, found nothing. Check the path.'],
    ['empty', 'expected files, found none. Check the path.'],
    ['nested', 'expected files, found none. Check the path.'],
    ['*.csv', 'expected files, found none. Check the pattern.'],
    ['other', `expected files whose names end with one of ${listed}, found 1 with other names.`],
    ['other/README.md', `expected a name that ends with one of ${listed}, got README.md. Convert the file, or name another.`],
    ['*/a.jsonl', 'expected "*" in the last part of the path only. Name each folder as a source of its own.'],
  ])('that give nothing are named with what was expected: %s', async (source, problem) => {
    const path = join(folder, source);
    const { files, problems } = await findSources([path, join(folder, 'a.jsonl')], undefined);
    expect(files.map(({ name }) => name)).toEqual([join(folder, 'a.jsonl')]);
    expect(problems).toEqual([`Source ${path}: ${problem}`]);
  });

  it('are no device, no address without a store, and not none', async () => {
    expect(await problemsOf('/dev/zero', 's3://bucket/*.jsonl', 'https://example.com/a.jsonl')).toEqual([
      'Source /dev/zero: expected a file at /dev/zero, found something else.',
      'Source s3://bucket/*.jsonl: expected a local path, got an address, and no S3 is set up here.',
      'Source https://example.com/a.jsonl: expected a local path or s3://bucket/key, got another address.',
    ]);
    expect(await problemsOf()).toEqual([expect.stringContaining('Expected at least one source, got none.')]);
  });

  it('are none that this user may not read', async () => {
    const file = join(folder, 'secret.jsonl');
    await writeFile(file, '{}', { mode: 0 });
    // Root may read everything: for a moment this process is nobody.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    const problems = await problemsOf(file).finally(() => isRoot && process.seteuid?.(0));
    expect(problems).toEqual([`Source ${file}: ${file} may not be read by this user. Change its permissions.`]);
  });
});

describe('a file that is not what its name says', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  it.each([
    ['a.jsonl', png, 'expected lines of JSON in FILE, found NUL bytes: it is binary, or text in another encoding than UTF-8.'],
    ['b.jsonl', Buffer.from('{"a":1}\n{"a":2}\n{"a":3}', 'utf16le'), 'expected lines of JSON in FILE, found NUL bytes'],
    ['c.jsonl', Buffer.from('käse\nk\xf6se', 'latin1'), 'expected lines of JSON in FILE, found bytes that are not UTF-8'],
    ['d.jsonl', gzipSync('{}'), 'expected lines of JSON in FILE, found gzip. Let its name end with .jsonl.gz.'],
    ['e.jsonl.gz', Buffer.from('{"a":1}'), 'expected gzip in FILE, found something else. Let its name end as its content is.'],
    ['f.jsonl.zst', Buffer.from('{"a":1}'), 'expected Zstandard in FILE, found something else.'],
    ['g.csv', Buffer.from('a,a\n'), 'expected a name of its own for each column, found the same for columns 1 and 2 in FILE.'],
    ['h.parquet', Buffer.from('{"a":1}\n'), 'expected a Parquet file at FILE, found a broken one'],
  ])('is told once: %s', async (name, content, problem) => {
    const path = join(folder, name);
    await writeFile(path, content);
    expect(await problemsOf(path)).toEqual([expect.stringContaining(`Source ${path}: ${problem.replace('FILE', path)}`)]);
    await rm(path);
  });

  it.each([
    ['a line with NUL and bytes that are not UTF-8 among others', Buffer.from('{"a":1}\n{"a":"\0\xff"}\n{"a":2}\n', 'latin1')],
    ['a long line that is cut in the middle of a character', Buffer.from(`{"a":"${'x'.repeat(64 * 1024 - 7)}ü"}\n`)],
    ['a byte order mark and blank lines', Buffer.from('\uFEFF{"a":1}\n\n\n\xff\n')],
    ['nothing', Buffer.alloc(0)],
  ])('is not one with %s', async (_name, content) => {
    const path = join(folder, 'good.jsonl');
    await writeFile(path, content);
    expect(await problemsOf(path)).toEqual([]);
    await rm(path);
  });
});

describe('sources in S3', () => {
  const uri = (name: string): string => `s3://bucket/folder/${name}`;
  const store = (names: readonly string[], error?: Error): SourceStore => ({
    list: async () => {
      if (error !== undefined) throw error;
      return names.map((name) => ({ uri: uri(name), bytes: 3, pin: `"${name}"` }));
    },
    read: async function* (_object, from, to = 3) {
      yield Buffer.from('{}\n').subarray(from, to);
    },
  });

  it('are those of a folder that are read, known by their pins', async () => {
    const { files, problems } = await findSources([uri(''), uri('b.jsonl')], store(['b.jsonl', 'a.ndjson', 'README.md']));
    expect(problems).toEqual([]);
    expect(files.map(({ name, bytes, identity }) => [name, bytes, identity])).toEqual([
      [uri('a.ndjson'), 3, '"a.ndjson"'],
      [uri('b.jsonl'), 3, '"b.jsonl"'],
    ]);
    expect(await files[0]?.pin()).toBe('"a.ndjson"');
    expect(await files[0]?.lines({ offset: 0, number: 1 }, 10).next()).toMatchObject({ value: [{ bytes: Buffer.from('{}') }] });
  });

  it('that give nothing are named with what was expected', async () => {
    expect((await findSources([uri('')], store(['README.md']))).problems).toEqual([
      `Source ${uri('')}: expected files whose names end with one of ${listed}, found 1 with other names.`,
    ]);
    expect((await findSources(['s3://bucket/folder'], store([]))).problems).toEqual([
      `Source s3://bucket/folder: expected a name that ends with one of ${listed}, got folder. For a folder, put a slash at its end.`,
    ]);
    expect((await findSources([uri('a.csv')], store([], new Error('cannot read it')))).problems).toEqual([
      `Source ${uri('a.csv')}: cannot read it`,
    ]);
  });

  it('of a store that is away are no problem of the source', async () => {
    const away = Object.assign(new Error('away'), { name: 'StoreUnreachableError' });
    await expect(findSources([uri('a.csv')], store([], away))).rejects.toThrow('away');
  });
});
