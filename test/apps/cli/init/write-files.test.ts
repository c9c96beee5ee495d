import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFiles, type NewFile } from '../../../../apps/cli/init/write-files.js';
import { aFolder } from '../../../support/set-up.js';

describe('several new files', () => {
  it('are written together, with the folders that they need', async () => {
    const folder = await aFolder();
    const files = [aFile(folder, 'a/b/one.txt'), aFile(folder, 'two.txt', { shared: true })];
    expect(await writeFiles(files, { force: false })).toEqual({ written: files.map(({ path }) => path), unchanged: [], kept: [] });
    expect(await treeOf(folder)).toEqual({ 'a/b/one.txt': 'new', 'two.txt': 'new' });
    expect(await writeFiles(files, { force: false })).toEqual({ written: [], unchanged: files.map(({ path }) => path), kept: [] });
  });

  it('replace nothing unless told to, and name what is in the way', async () => {
    const folder = await aFolder();
    await writeFile(join(folder, 'two.txt'), 'mine');
    const files = [aFile(folder, 'a/one.txt'), aFile(folder, 'two.txt')];
    await expect(writeFiles(files, { force: false })).rejects.toMatchObject({
      explanation: {
        what: expect.stringContaining('nothing was written') as string,
        why: join(folder, 'two.txt'),
        next: expect.stringMatching(/--force/) as string,
      },
    });
    expect(await treeOf(folder)).toEqual({ 'two.txt': 'mine' });
    await writeFiles(files, { force: true });
    expect(await treeOf(folder)).toEqual({ 'a/one.txt': 'new', 'two.txt': 'new' });
  });

  it('leave a shared file as it is, and with force replace it', async () => {
    const folder = await aFolder();
    await writeFile(join(folder, 'two.txt'), 'mine');
    const files = [aFile(folder, 'one.txt'), aFile(folder, 'two.txt', { shared: true })];
    expect(await writeFiles(files, { force: false })).toMatchObject({
      written: [join(folder, 'one.txt')],
      kept: [join(folder, 'two.txt')],
    });
    expect(await treeOf(folder)).toEqual({ 'one.txt': 'new', 'two.txt': 'mine' });
    await writeFiles(files, { force: true });
    expect(await treeOf(folder)).toMatchObject({ 'two.txt': 'new' });
  });

  it.each([
    {
      where: 'a folder is in the place of a file',
      obstacle: 'three.txt/x',
      third: 'three.txt',
      message: /three\.txt: expected a file or nothing/,
    },
    { where: 'a file is in the place of a folder', obstacle: 'c', third: 'c/three.txt', message: /c: expected a folder/ },
  ])('are none at all where $where', async ({ obstacle, third, message }) => {
    const folder = await aFolder();
    await mkdir(join(folder, obstacle, '..'), { recursive: true });
    await writeFile(join(folder, obstacle), 'mine');
    const files = [aFile(folder, 'a/one.txt'), aFile(folder, 'b/c/two.txt'), aFile(folder, third)];
    await expect(writeFiles(files, { force: true })).rejects.toThrow(message);
    expect(await treeOf(folder)).toEqual({ [obstacle]: 'mine' });
    expect(await readdir(folder)).toEqual([obstacle.split('/')[0]]);
  });

  it('are as before where one of them cannot be put in its place', async () => {
    const folder = await aFolder();
    await writeFile(join(folder, 'one.txt'), 'mine');
    // Twice the same path: the second finds its finished text moved away by the first.
    const files = [aFile(folder, 'one.txt'), aFile(folder, 'a/two.txt'), aFile(folder, 'a/two.txt')];
    await expect(writeFiles(files, { force: true })).rejects.toThrow(/ENOENT/);
    expect(await treeOf(folder)).toEqual({ 'one.txt': 'mine' });
    expect(await readdir(folder)).toEqual(['one.txt']);
  });
});

function aFile(folder: string, name: string, { shared = false } = {}): NewFile {
  return { path: join(folder, name), text: 'new', shared };
}

async function treeOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const)),
  );
}
