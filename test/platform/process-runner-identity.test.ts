/** A pid that was written down names a process only together with when it began: the number is given out again. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ChildProcess } from '../../platform/ports.js';
import { createProcessRunner } from '../../platform/process-runner.js';

const runner = createProcessRunner();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-identity-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function aSleeper(): Promise<ChildProcess> {
  const child = await runner.start({ program: 'sleep', args: ['60'], logFile: join(folder, 'log') });
  onTestFinished(() => runner.stopGroup(child.pid, 0));
  return child;
}

describe.skipIf(process.platform !== 'linux')('a recorded process', () => {
  it('is found and stopped by its pid and start', async () => {
    const { pid, startTicks } = await aSleeper();
    expect(startTicks).toMatch(/^\d+$/);
    expect(runner.isAlive(pid, startTicks)).toBe(true);
    await runner.stopGroup(pid, 1_000, startTicks);
    expect(runner.isAlive(pid)).toBe(false);
    expect(runner.isAlive(pid, startTicks)).toBe(false);
  });

  it('is gone, and a stranger with its pid is left alone, when the start differs', async () => {
    const { pid, startTicks } = await aSleeper();
    const earlier = String(Number(startTicks) - 1);
    expect(runner.isAlive(pid, earlier)).toBe(false);
    await runner.stopGroup(pid, 1_000, earlier);
    expect(runner.isAlive(pid)).toBe(true);
  });
});
