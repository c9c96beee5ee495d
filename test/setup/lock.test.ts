import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { withLock } from '../../setup/lock.js';
import { aFolder } from '../support/set-up.js';

const ignore = (): void => undefined;

describe('the set-up lock', () => {
  it('lets one at a time in, whoever asks', async () => {
    const path = join(await aFolder(), 'part');
    let inside = 0;
    const seen: number[] = [];
    const work = async (): Promise<void> => {
      seen.push((inside += 1));
      await new Promise(setImmediate);
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock({ path, onWait: ignore }, work)));
    expect(seen).toEqual([1, 1, 1]);
  });

  it('lets one process at a time in', { timeout: 60_000 }, async () => {
    const folder = await aFolder();
    await writeFile(join(folder, 'count'), '0');
    const workers = [1, 2, 3].map(() => spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', counter, folder]));
    const codes = await Promise.all(workers.map(async (worker) => (await once(worker, 'exit'))[0] as number | null));
    expect(codes).toEqual([0, 0, 0]);
    expect(await readFile(join(folder, 'count'), 'utf8')).toBe('15');
  });

  it('is taken over from a dead process', async () => {
    const path = join(await aFolder(), 'part');
    const child = spawn(process.execPath, ['--version']);
    await once(child, 'exit');
    await writeFile(path, JSON.stringify({ pid: child.pid, host: hostname() }));
    expect(await withLock({ path, onWait: ignore }, () => Promise.resolve('in'))).toBe('in');
  });

  it('is taken over from another process that has the pid now', async () => {
    const path = join(await aFolder(), 'part');
    await writeFile(path, JSON.stringify({ pid: process.pid, host: hostname(), startTicks: '1' }));
    expect(await withLock({ path, onWait: ignore }, () => Promise.resolve('in'))).toBe('in');
  });

  it.each([
    ['for two minutes', -120_000],
    ['since before the clock was set back by a day', 86_400_000],
  ])('is taken over from another machine when nobody has touched it %s', async (_, milliseconds) => {
    const path = join(await aFolder(), 'part');
    await writeFile(path, JSON.stringify({ pid: process.pid, host: 'another-machine' }));
    const then = new Date(Date.now() + milliseconds);
    await utimes(path, then, then);
    expect(await withLock({ path, onWait: ignore }, () => Promise.resolve('in'))).toBe('in');
  });

  it('is not taken from a living process because the clock was moved by days', async () => {
    const path = join(await aFolder(), 'part');
    const told: string[] = [];
    let release = ignore;
    const held = withLock({ path, onWait: ignore }, () => new Promise<void>((resolve) => (release = resolve)));
    await expect.poll(async () => readFile(path, 'utf8').catch(() => '')).toContain(String(process.pid));
    const longAgo = new Date(Date.now() - 172_800_000);
    await utimes(path, longAgo, longAgo);
    const second = withLock({ path, onWait: (text) => told.push(text) }, () => Promise.resolve('in'));
    await expect.poll(() => told).toEqual([expect.stringContaining('waits for process')]);
    release();
    await held;
    expect(await second).toBe('in');
  });

  it('waits for a living holder and says whom and what for', async () => {
    const path = join(await aFolder(), 'part');
    const told: string[] = [];
    let release = ignore;
    const held = withLock({ path, onWait: ignore }, () => new Promise<void>((resolve) => (release = resolve)));
    await expect.poll(async () => readFile(path, 'utf8').catch(() => '')).toContain(String(process.pid));
    const second = withLock({ path, onWait: (text) => told.push(text) }, () => Promise.resolve('in'));
    await expect.poll(() => told).toEqual([expect.stringContaining(`waits for process ${process.pid}`)]);
    release();
    await held;
    expect(await second).toBe('in');
  });

  it('is given back when the work fails', async () => {
    const folder = await aFolder();
    const failing = withLock({ path: join(folder, 'part'), onWait: ignore }, () => Promise.reject(new Error('no disk')));
    await expect(failing).rejects.toThrow('no disk');
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a lock file it cannot read, and says what to do', async () => {
    const path = join(await aFolder(), 'part');
    await writeFile(path, 'held by me');
    await expect(withLock({ path, onWait: ignore }, () => Promise.resolve())).rejects.toThrow(/expected .*pid.*remove that file/);
  });
});

/** Reads, waits a tick and writes: loses counts unless nobody else is inside. */
const counter = `
  import { readFile, writeFile } from 'node:fs/promises';
  const { withLock } = await import('${pathToFileURL(join(import.meta.dirname, '../../setup/lock.ts')).href}');
  const file = process.argv[1] + '/count';
  for (let round = 0; round < 5; round += 1) {
    await withLock({ path: process.argv[1] + '/part', onWait: () => undefined }, async () => {
      const count = Number(await readFile(file, 'utf8'));
      await new Promise(setImmediate);
      await writeFile(file, String(count + 1));
    });
  }
`;
