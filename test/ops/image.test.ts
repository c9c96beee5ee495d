/** The image as far as it can be held without Docker: stages, user, pins, and what of this folder it is built from. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../platform/package-root.js';
import { rooms } from '../support/rooms.js';

const lines = async (path: string): Promise<string[]> =>
  (await readFile(join(packageRoot(), path), 'utf8')).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

const dockerfile = await lines('ops/Dockerfile');
const allowed = (await lines('.dockerignore')).filter((line) => line.startsWith('!')).map((line) => line.slice(1));

describe('the image', () => {
  it('is built in one stage and runs in another, both of one exact release of one base', () => {
    const stages = dockerfile.filter((line) => line.startsWith('FROM '));
    expect(stages).toHaveLength(2);
    expect(new Set(stages.map((line) => line.split(' ')[1]))).toEqual(
      new Set([expect.stringMatching(/^node:\d+\.\d+\.\d+-bookworm-slim$/)]),
    );
    const last = dockerfile.slice(dockerfile.lastIndexOf(stages[1] ?? ''));
    expect(last.filter((line) => line.startsWith('COPY ')).every((line) => line.startsWith('COPY --from=build '))).toBe(true);
  });

  it('runs as a user without rights, to whom its volumes belong', () => {
    expect(dockerfile.filter((line) => line.startsWith('USER '))).toEqual(['USER node']);
    expect(dockerfile.join('\n')).toMatch(/install -d -o node -g node( \/var\/lib\/slipway\/(home|state|scratch)){3}/);
  });

  it('installs exactly what the lock says', () => {
    expect(dockerfile.filter((line) => /npm (install|i) /.test(line))).toEqual([]);
    expect(dockerfile.join('\n')).toContain('RUN npm ci');
  });

  it('is built from every folder of code and from nothing else: no secret, no data, no test', async () => {
    expect((await lines('.dockerignore'))[0]).toBe('*');
    const folders = new Set(rooms.map(({ name }) => name.split('/')[0]));
    expect(new Set(allowed)).toEqual(
      new Set([
        ...folders,
        'python',
        'package.json',
        'package-lock.json',
        '.npmrc',
        'tsconfig.json',
        'tsconfig.build.json',
        'LICENSE',
        'NOTICE',
      ]),
    );
    const here = await readdir(packageRoot());
    expect(allowed.filter((name) => !here.includes(name))).toEqual([]);
  });
});
