import { describe, expect, it } from 'vitest';
import { optionsOf } from '../../workers/worker-options.js';

const atOnce = (queue: string, concurrency?: number) => optionsOf(queue, concurrency).maxConcurrentActivityTaskExecutions;

describe('the activities that a worker performs at once', () => {
  it.each([
    ['pipelines', 20],
    ['cpu', 2],
    ['gpu', 1],
    ['gpu-a100', 1],
    ['serving', 20],
  ])('of %s are %i', (queue, expected) => {
    expect(atOnce(queue)).toBe(expected);
  });

  it('are as many as was asked for where the work is heavy, and elsewhere as before', () => {
    expect(['pipelines', 'cpu', 'gpu', 'gpu-a100', 'serving'].map((queue) => atOnce(queue, 4))).toEqual([20, 4, 4, 4, 20]);
  });
});
