/** `slipway gateway`: the data path that users talk to, and its control API. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { portOf } from '../port.js';
import { runRole, stopSignal, untilAborted } from '../role.js';

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
  const port = portOf('--port', options.port);
  const controlPort = portOf('--control-port', options.controlPort);
  await runRole('gateway', async (environment, logger) => {
    const stopped = stopSignal();
    const { startGateway } = await import('../../gateway/main.js');
    const runtimeUrl = environment.SLIPWAY_RUNTIME_URL;
    const gateway = await startGateway({ port, controlPort, stateFile: resolve(options.state), runtimeUrl, logger });
    logger.info({ url: gateway.url, control: gateway.controlUrl }, 'gateway is ready');
    await untilAborted(stopped);
    await gateway.close();
  });
}
