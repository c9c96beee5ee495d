/** `slipway gateway`: the data path that users talk to, and its control API. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readEnvironment } from '../../../configs/env.js';
import { createLogger } from '../../../platform/logger.js';
import { exitWithParent, untilStopped } from '../exit-with-parent.js';
import { portOf } from '../port.js';

export function addGateway(program: Command): void {
  program
    .command('gateway')
    .description('serve models to users by alias, split over versions')
    .option('--port <port>', 'port of the OpenAI-compatible API', '17480')
    .option('--control-port <port>', 'port of the control API', '17481')
    .option('--state <file>', 'where the route table is kept', '.slipway/data/routes.json')
    .action(runGateway);
}

async function runGateway(options: { port: string; controlPort: string; state: string }): Promise<void> {
  exitWithParent();
  const environment = readEnvironment();
  const logger = createLogger('gateway', environment.SLIPWAY_LOG_LEVEL);
  const { startGateway } = await import('../../gateway/main.js');
  const gateway = await startGateway({
    port: portOf('--port', options.port),
    controlPort: portOf('--control-port', options.controlPort),
    stateFile: resolve(options.state),
    runtimeUrl: environment.SLIPWAY_RUNTIME_URL,
    logger,
  });
  logger.info({ url: gateway.url, control: gateway.controlUrl }, 'gateway is ready');
  await untilStopped();
  await gateway.close();
}
