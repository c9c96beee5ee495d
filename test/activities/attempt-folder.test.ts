import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inAttemptFolder } from '../../activities/attempt-folder.js';

let base = '';
let root = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'slipway-attempt-'));
  root = join(base, 'ft-2027-01-01-002');
});
afterEach(async () => {
  await rm(base, { recursive: true });
});

function attempt<T>(number: number, work: (folder: string) => Promise<T>, temporalRunId = 'run-a'): Promise<T> {
  const info = { attempt: number, workflowExecution: { workflowId: 'run/m/ft', runId: temporalRunId } };
  const environment = new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
  return environment.run(() => inAttemptFolder(root, work));
}

const isThere = (path: string): Promise<boolean> => stat(path).then(Boolean, () => false);

describe('the folder of an attempt', () => {
  it('is new, empty and gone when the work is done', async () => {
    const folder = await attempt(1, async (given) => {
      expect(await readdir(given)).toEqual([]);
      await mkdir(join(given, 'merged'));
      return given;
    });
    expect(await isThere(folder)).toBe(false);
    expect(await readdir(base)).toEqual([]);
  });

  it('is gone when the work fails', async () => {
    await expect(
      attempt(1, async (given) => {
        await writeFile(join(given, 'half'), 'x');
        throw new Error('the work failed');
      }),
    ).rejects.toThrow('the work failed');
    expect(await readdir(base)).toEqual([]);
  });

  it('is not that of an attempt, or of a second execution of the same one, which may still be at work', async () => {
    await attempt(2, async (first) => {
      await attempt(2, async (second) => {
        expect(second).not.toBe(first);
        expect(await isThere(first)).toBe(true);
      });
      // One that was handed out late clears away nothing of those that overtook it.
      await attempt(1, async () => expect(await isThere(first)).toBe(true));
      expect(await isThere(first)).toBe(true);
    });
  });

  it.each([
    ['a reproduction', 'rp-2027-01-01-001'],
    ['an import', 'im-2027-01-01-001'],
  ])('leaves %s alone, which is at work beside the run', async (_, name) => {
    const beside = join(base, name, 'run-c.attempt-1.0f0f0f0f');
    await mkdir(beside, { recursive: true });
    await attempt(1, async () => expect(await isThere(beside)).toBe(true));
    expect(await readdir(base)).toEqual([name]);
  });

  it.each([
    ['a dead attempt before it', 'ft-2027-01-01-002/run-a.attempt-1.0f0f0f0f/merged'],
    ['a Temporal run that was reset', 'ft-2027-01-01-002/run-b.attempt-3.0f0f0f0f'],
    ['an earlier version of the layout', 'ft-2027-01-01-002/merged'],
    ['a run before it', 'ft-2027-01-01-001/run-c.attempt-1.0f0f0f0f'],
  ])('comes after clearing away what %s left', async (_, left) => {
    await mkdir(join(base, left), { recursive: true });
    await writeFile(join(base, left, 'model.safetensors'), 'x');
    await attempt(2, async () => expect(await isThere(join(base, left))).toBe(false));
    expect(await readdir(base)).toEqual([]);
  });
});
