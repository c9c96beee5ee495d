import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSources } from '../../dataset/sources.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-sources-'));
  await chmod(folder, 0o755);
  await mkdir(join(folder, 'empty'));
  await mkdir(join(folder, 'nested', 'x.jsonl'), { recursive: true });
  await writeFile(join(folder, 'a.jsonl'), '');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a source that gives nothing', () => {
  it.each([
    ['nowhere.jsonl', 'expected a file or folder, found nothing. Check the path.'],
    ['a.jsonl/b.jsonl', 'expected a file or folder, found nothing. Check the path.'],
    ['nowhere/*.jsonl', 'expected a file or folder, found nothing. Check the path.'],
    ['empty', 'expected files like *.jsonl, found none. Check the path; only *.jsonl is read.'],
    ['*.csv', 'expected files like *.csv, found none. Check the path.'],
    ['*/a.jsonl', 'expected "*" in the last part of the path only. Name each folder as a source of its own.'],
  ])('is named with what was expected there: %s', async (source, problem) => {
    const path = join(folder, source);
    expect(await findSources([path, join(folder, 'a.jsonl')])).toEqual({
      files: [join(folder, 'a.jsonl')],
      problems: [`Source ${path}: ${problem}`],
    });
  });

  it('is a folder in the place of a file, a device, an address, or a list without any', async () => {
    expect((await findSources([join(folder, 'nested'), '/dev/zero', 's3://bucket/*.jsonl'])).problems).toEqual([
      `Source ${folder}/nested: expected a file at ${folder}/nested/x.jsonl, found something else.`,
      'Source /dev/zero: expected a file at /dev/zero, found something else.',
      'Source s3://bucket/*.jsonl: expected a local path, got an address. Copy the data to this machine and name its folder.',
    ]);
    expect((await findSources([])).problems).toEqual([expect.stringContaining('Expected at least one source, got none.')]);
  });

  it('is one that this user may not read', async () => {
    const file = join(folder, 'secret.txt');
    await writeFile(file, '', { mode: 0 });
    // Root may read everything: for a moment this process is nobody.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    const found = await findSources([file]).finally(() => isRoot && process.seteuid?.(0));
    expect(found.problems).toEqual([`Source ${file}: may not be read by this user. Change its permissions.`]);
  });
});
