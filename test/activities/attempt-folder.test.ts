import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActivityCancellationDetails, ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inAttemptFolder, inInheritedFolder } from '../../activities/attempt-folder.js';

let base = '';
let root = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'slipway-attempt-'));
  root = join(base, 'ft-2027-01-01-002');
});
afterEach(async () => {
  await rm(base, { recursive: true });
});

function environmentOf(number: number, temporalRunId = 'run-a'): MockActivityEnvironment {
  const info = {
    attempt: number,
    workflowExecution: { workflowId: 'run/m/ft', runId: temporalRunId },
    retryPolicy: { maximumAttempts: 10 },
  };
  return new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
}

function attempt<T>(number: number, work: (folder: string) => Promise<T>, temporalRunId?: string): Promise<T> {
  return environmentOf(number, temporalRunId).run(() => inAttemptFolder(root, work));
}

function inheriting<T>(number: number, work: (folder: string) => Promise<T>, temporalRunId?: string): Promise<T> {
  return environmentOf(number, temporalRunId).run(() => inInheritedFolder(root, work));
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

describe('the folder of work that goes on from an attempt before', () => {
  const failing = async (folder: string): Promise<never> => {
    await writeFile(join(folder, 'half'), 'half');
    throw new Error('the store is away');
  };
  const halfIn = (folder: string): Promise<string> => readFile(join(folder, 'half'), 'utf8').catch(() => 'nothing');

  it.each([
    ['an attempt before', 'run-a'],
    ['a Temporal run that was reset', 'run-b'],
  ])('has what %s left, which can write there no more, and is gone when the work is done', async (_, before) => {
    let first = '';
    const failed = inheriting(1, (folder) => failing((first = folder)), before);
    await expect(failed).rejects.toThrow('the store is away');
    expect(await halfIn(first)).toBe('half');
    await inheriting(2, async (folder) => {
      expect(await halfIn(folder)).toBe('half');
      expect(await isThere(first)).toBe(false);
    });
    expect(await readdir(base)).toEqual([]);
  });

  it('is empty for an attempt that was overtaken, or handed out twice, while the other is at work', async () => {
    await inheriting(2, async (folder) => {
      await writeFile(join(folder, 'half'), 'half');
      for (const number of [1, 2]) {
        await inheriting(number, async (other) => expect(await halfIn(other)).toBe('nothing'));
        expect(await halfIn(folder)).toBe('half');
      }
    });
  });

  it('is what a killed attempt left last, and older ones and other runs are cleared away', async () => {
    await mkdir(join(root, 'run-a.attempt-1.0f0f0f0f'), { recursive: true });
    await utimes(join(root, 'run-a.attempt-1.0f0f0f0f'), 1, 1);
    await mkdir(join(root, 'run-a.attempt-2.0f0f0f0f'));
    await writeFile(join(root, 'run-a.attempt-2.0f0f0f0f', 'half'), 'half');
    await mkdir(join(base, 'ft-2027-01-01-001', 'run-c.attempt-1.0f0f0f0f'), { recursive: true });
    await inheriting(3, async (folder) => {
      expect(await halfIn(folder)).toBe('half');
      expect(await readdir(root)).toHaveLength(1);
      expect(await readdir(base)).toHaveLength(1);
    });
  });

  it('is not what an earlier layout left there', async () => {
    await mkdir(join(root, 'dataset-x1y2z3'), { recursive: true });
    await writeFile(join(root, 'dataset-x1y2z3', 'half'), 'half');
    await inheriting(1, async (folder) => expect(await halfIn(folder)).toBe('nothing'));
    expect(await readdir(base)).toEqual([]);
  });

  it('is gone when no attempt will follow', async () => {
    const never = async (): Promise<never> => Promise.reject(ApplicationFailure.nonRetryable('never'));
    await expect(inheriting(1, never)).rejects.toThrow('never');
    await expect(inheriting(10, failing)).rejects.toThrow('the store is away');
    expect(await readdir(base)).toEqual([]);
  });

  it('is gone when the activity was cancelled, and stays when its worker stops', async () => {
    for (const [number, details, left] of [
      [1, { workerShutdown: true }, 1],
      [2, { cancelRequested: true }, 0],
    ] as const) {
      const environment = environmentOf(number);
      const run = environment.run(() =>
        inInheritedFolder(root, async () => {
          environment.cancel('CANCELLED', new ActivityCancellationDetails(details));
          throw new Error('let go');
        }),
      );
      await expect(run).rejects.toThrow('let go');
      expect(await readdir(base)).toHaveLength(left);
    }
  });
});
