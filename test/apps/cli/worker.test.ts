import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../apps/cli/exit.js';
import { configureWorker } from '../../../apps/cli/commands/worker.js';

async function refusalOf(...words: string[]): Promise<unknown> {
  const command = new Command('worker').exitOverride();
  configureWorker(command);
  return command.parseAsync(words, { from: 'user' }).then(
    () => 'not refused',
    (error: unknown) => (error instanceof UsageError ? error.explanation : error),
  );
}

describe('slipway worker', () => {
  it("takes queues without a client's name, which is set once for the process", async () => {
    expect(await refusalOf('--queues', 'cpu,acme.gpu-a100')).toEqual({
      what: '--queues: expected a queue without its client, got acme.gpu-a100',
      why: 'a worker works for one client, and polls queues of that client only',
      next: 'SLIPWAY_CLIENT=acme slipway worker --queues gpu-a100',
    });
  });

  it.each(['0', '-1', '1.5', 'all', '1000', ''])('refuses the concurrency %j', async (text) => {
    expect(await refusalOf('--queues', 'gpu', `--concurrency=${text}`)).toMatchObject({
      what: '--concurrency: expected a whole number from 1 to 999',
    });
  });
});
