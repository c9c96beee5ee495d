/** `slipway worker`: performs the work of some task queues in this process. */

import type { Command } from 'commander';
import { ensureParts } from '../../../setup/all.js';
import { layoutOf } from '../../../setup/layout.js';
import { ensurePython } from '../../../setup/python.js';
import { examples } from '../examples.js';
import { UsageError } from '../exit.js';
import { runRole } from '../role.js';

export function configureWorker(command: Command): void {
  command.requiredOption('--queues <names>', 'comma-separated: pipelines, cpu, gpu, serving, or a GPU class').action(runWorker);
  examples(command, [
    ['On a machine with a GPU', 'slipway worker --queues gpu'],
    ['Everything else', 'slipway worker --queues pipelines,cpu,serving'],
  ]);
}

async function runWorker({ queues }: { queues: string }): Promise<void> {
  const names = queues.split(',').filter((name) => name !== '');
  if (names.length === 0) {
    throw new UsageError({
      what: '--queues: expected at least one queue',
      why: `got ${JSON.stringify(queues)}`,
      next: 'give some, such as pipelines,cpu,gpu,serving',
    });
  }
  await runRole('worker', async (environment, logger) => {
    const { python } = await ensurePython(({ part, text }) => logger.info({ part }, text));
    await ensureParts(['converter'], ({ part, text }) => logger.info({ part }, text));
    const { runWorkers } = await import('../../../workers/main.js');
    await runWorkers({ queues: names, environment, logger, python, converterDir: layoutOf().converter });
  });
}
