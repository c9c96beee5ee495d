import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestLines, sha256OfFile, sha256OfFolder } from '../../gguf/digest.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-digest-'));
  await mkdir(join(folder, 'a'));
  await writeFile(join(folder, 'a', 'x'), 'one');
  await writeFile(join(folder, 'a.txt'), 'two');
  await writeFile(join(folder, 'B'), '');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('digests', () => {
  it('of a file is its SHA-256', async () => {
    expect(await sha256OfFile(join(folder, 'a.txt'))).toBe(sha256('two'));
  });

  it('of a folder is over one line a file, sorted by path', async () => {
    const lines = `${sha256('')}  B\n${sha256('two')}  a.txt\n${sha256('one')}  a/x\n`;
    expect(await digestLines(folder)).toBe(lines);
    expect(await sha256OfFolder(folder)).toBe(sha256(lines));
  });

  it('of a folder changes with a name alone', async () => {
    const before = await sha256OfFolder(folder);
    await rename(join(folder, 'B'), join(folder, 'b'));
    expect(await sha256OfFolder(folder)).not.toBe(before);
  });

  it('of a folder with a link is refused: its bytes may be elsewhere', async () => {
    await symlink('/etc/hostname', join(folder, 'link'));
    await expect(sha256OfFolder(folder)).rejects.toThrow(/found link/);
  });
});
