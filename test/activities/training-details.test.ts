import { describe, expect, it } from 'vitest';
import { detailsAfter, detailsFrom, type TrainingDetails } from '../../activities/training-details.js';
import type { TrainingProgress } from '../../catalog/define.js';

const handle = { pid: 7, startTicks: '100', workDir: '/scratch/attempt-2' };
const before: TrainingDetails = {
  handle: null,
  checkpoint: '/scratch/attempt-1/checkpoint-10',
  step: 14,
  maxSteps: 30,
  loss: 2,
  crashes: 3,
};
const running: TrainingProgress = {
  revision: 1,
  state: 'running',
  step: 11,
  maxSteps: 30,
  loss: 1.5,
  validationLoss: null,
  checkpoint: null,
  failure: null,
};

describe('what an attempt leaves to the next', () => {
  it('keeps the checkpoint and the crashes of those before it until it has a checkpoint of its own', () => {
    const after = detailsAfter(before, handle, running);
    expect(after).toEqual({ handle, checkpoint: before.checkpoint, step: 11, maxSteps: 30, loss: 1.5, crashes: 3 });
    const own = { step: 20, path: '/scratch/attempt-2/checkpoint-20' };
    expect(detailsAfter(after, handle, { ...running, checkpoint: own })).toMatchObject({ checkpoint: own.path, crashes: 0 });
  });

  it('is what the next one reads', () => {
    expect(detailsFrom(JSON.parse(JSON.stringify(before)))).toEqual(before);
  });

  it('is read from a worker of an earlier version, which named no trainer and counted no crashes', () => {
    const { checkpoint, step, maxSteps, loss } = before;
    expect(detailsFrom({ checkpoint, step, maxSteps, loss })).toEqual({ ...before, crashes: 0 });
  });

  it.each([undefined, null, {}, { checkpoint: 7 }])('is nothing in %o: training starts afresh', (said) => {
    expect(detailsFrom(said)).toBeUndefined();
  });
});
