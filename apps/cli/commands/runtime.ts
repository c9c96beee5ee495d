/** `slipway runtime`: the supervisor of this host's inference processes. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readEnvironment } from '../../../configs/env.js';
import { createLogger } from '../../../platform/logger.js';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import { ensurePython } from '../../../setup/python.js';
import { exitWithParent, untilStopped } from '../exit-with-parent.js';
import { portOf } from '../port.js';

export function addRuntime(program: Command): void {
  program
    .command('runtime')
    .description('supervise the inference processes of this host')
    .option('--port <port>', 'port of the control API', '17482')
    .option('--state <folder>', 'where the wanted list and model files are kept', '.slipway/data/runtime')
    .action(runRuntime);
}

async function runRuntime(options: { port: string; state: string }): Promise<void> {
  exitWithParent();
  const environment = readEnvironment();
  const logger = createLogger('runtime', environment.SLIPWAY_LOG_LEVEL);
  const { python } = await ensurePython(({ part, text }) => logger.info({ part }, text));
  const { startRuntime } = await import('../../runtime/main.js');
  const runtime = await startRuntime({
    port: portOf('--port', options.port),
    stateDir: resolve(options.state),
    store: createFileObjectStore(resolve(environment.SLIPWAY_STORE)),
    python,
    threads: environment.SLIPWAY_THREADS,
    logger,
  });
  logger.info({ url: runtime.url }, 'runtime is ready');
  await untilStopped();
  await runtime.close();
}
