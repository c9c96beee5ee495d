/** `slipway gateway`: the data path that users talk to, and its control API. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { examples } from '../examples.js';
import { portOf } from '../port.js';
import { runRole, stopSignal, untilAborted } from '../role.js';

export function configureGateway(command: Command): void {
  command
    .option('--port <port>', 'port of the OpenAI-compatible API', '17480')
    .option('--control-port <port>', 'port of the control API', '17481')
    .option('--state <file>', 'keeps the route table', '.slipway/data/routes.json')
    .action(runGateway);
  examples(command, [
    ['On the usual ports', 'slipway gateway'],
    ['Beside another one', 'slipway gateway --port 18480 --control-port 18481 --state routes-2.json'],
  ]);
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
