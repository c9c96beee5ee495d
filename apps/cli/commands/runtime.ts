/** `slipway runtime`: the supervisor of this host's inference processes. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { storePlaceOf } from '../../../configs/env.js';
import { openObjectStore } from '../../../platform/open-store.js';
import { ensurePython } from '../../../setup/python.js';
import { examples } from '../examples.js';
import { portOf } from '../port.js';
import { runRole, stopSignal, untilAborted } from '../role.js';

export function configureRuntime(command: Command): void {
  command
    .option('--port <port>', 'port of the control API', '17482')
    .option('--state <folder>', 'keeps the wanted list and the model files', '.slipway/data/runtime')
    .action(runRuntime);
  examples(command, [
    ['On the usual port', 'slipway runtime'],
    ['For staging, beside the one of production', 'slipway runtime --port 17483 --state staging'],
  ]);
}

async function runRuntime(options: { port: string; state: string }): Promise<void> {
  const port = portOf('--port', options.port);
  await runRole('runtime', async (environment, logger) => {
    const { python } = await ensurePython(({ part, text }) => logger.info({ part }, text));
    const { startRuntime } = await import('../../runtime/main.js');
    // From here on there are inference processes, which only an ordered stop ends for sure.
    const stopped = stopSignal();
    const runtime = await startRuntime({
      port,
      stateDir: resolve(options.state),
      // A runtime fetches models and keeps none of them there: its host needs no right to write.
      store: await openObjectStore(storePlaceOf(environment), 'read'),
      python,
      threads: environment.SLIPWAY_THREADS,
      logger,
    });
    logger.info({ url: runtime.url }, 'runtime is ready');
    await untilAborted(stopped);
    await runtime.close();
  });
}
