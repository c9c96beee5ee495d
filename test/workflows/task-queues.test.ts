import { describe, expect, it } from 'vitest';
import { trl } from '../../catalog/trainers/trl.js';
import { clientOfQueue, queues, taskQueueOf } from '../../workflows/contract.js';

const config = { kind: 'trl', baseModel: { name: 'tiny', uri: 'base', sha256: 'f'.repeat(64) } };

describe('the queues of a client', () => {
  it.each(['acme', undefined])('lead back to it, also for a class of GPU: %s', (client) => {
    for (const queue of [...Object.values(queues), 'gpu-a100']) expect(clientOfQueue(taskQueueOf(client, queue))).toBe(client);
  });

  it("cannot be named in a pipeline file: the model's client decides", () => {
    expect(trl.config.safeParse({ ...config, queue: 'gpu-a100' }).success).toBe(true);
    expect(trl.config.safeParse({ ...config, queue: 'globex.gpu' }).success).toBe(false);
  });
});
