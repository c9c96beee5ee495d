/** `slipway worker`: performs the work of some task queues in this process. */

import type { Command } from 'commander';
import { ensureParts } from '../../../setup/all.js';
import { layoutOf } from '../../../setup/layout.js';
import { ensurePython } from '../../../setup/python.js';
import { examples } from '../examples.js';
import { UsageError } from '../exit.js';
import { runRole } from '../role.js';

export function configureWorker(command: Command): void {
  command
    .requiredOption('--queues <names>', 'comma-separated: pipelines, cpu, gpu, serving, or a GPU class')
    .option('--concurrency <number>', 'activities at once on each queue of cpu and GPUs (default: 2, 1)')
    .action(runWorker);
  examples(command, [
    ['On a machine with a GPU', 'slipway worker --queues gpu'],
    ['On one with four, for a client alone', 'SLIPWAY_CLIENT=acme slipway worker --queues gpu --concurrency 4'],
    ['Everything else', 'slipway worker --queues pipelines,cpu,serving'],
  ]);
}

async function runWorker({ queues, concurrency }: { queues: string; concurrency?: string }): Promise<void> {
  const names = queues.split(',').filter((name) => name !== '');
  const atOnce = concurrency === undefined ? {} : { concurrency: concurrencyOf(concurrency) };
  if (names.length === 0) {
    throw new UsageError({
      what: '--queues: expected at least one queue',
      why: `got ${JSON.stringify(queues)}`,
      next: 'give some, such as pipelines,cpu,gpu,serving',
    });
  }
  const prefixed = names.find((name) => name.includes('.'));
  if (prefixed !== undefined) {
    throw new UsageError({
      what: `--queues: expected a queue without its client, got ${prefixed}`,
      why: 'a worker works for one client, and polls queues of that client only',
      next: `SLIPWAY_CLIENT=${prefixed.split('.')[0]} slipway worker --queues ${prefixed.split('.').slice(1).join('.')}`,
    });
  }
  await runRole('worker', async (environment, logger) => {
    const { python } = await ensurePython(({ part, text }) => logger.info({ part }, text));
    await ensureParts(['converter'], ({ part, text }) => logger.info({ part }, text));
    const { runWorkers } = await import('../../../workers/main.js');
    await runWorkers({ queues: names, ...atOnce, environment, logger, python, converterDir: layoutOf().converter });
  });
}

function concurrencyOf(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new UsageError({
    what: '--concurrency: expected a whole number from 1 to 999',
    why: `got ${JSON.stringify(text)}`,
    next: 'give as many as the machine has room for, such as one for each GPU',
  });
}
