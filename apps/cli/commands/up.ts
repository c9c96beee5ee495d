/** `slipway up`: everything on this machine, kept in `.slipway/data`, until stopped. Starting it again continues what was running. */

import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { readEnvironment } from '../../../configs/env.js';
import { createLogger } from '../../../platform/logger.js';
import { ensureParts } from '../../../setup/all.js';
import { layoutOf } from '../../../setup/layout.js';
import { findTemporal } from '../../../setup/temporal.js';
import { untilStopped } from '../exit-with-parent.js';
import { outputOf } from '../output.js';
import { printReport } from '../print-report.js';
import { announceStack } from '../running-stack.js';

interface UpOptions {
  readonly namespace: string;
  readonly temporalPort: string;
  readonly uiPort: string;
}

export function addUp(program: Command): void {
  program
    .command('up')
    .description('run everything on this machine: Temporal, runtimes, gateway, worker')
    .option('--namespace <name>', 'Temporal namespace', 'default')
    .option('--temporal-port <port>', 'when Temporal is started here', '7233')
    .option('--ui-port <port>', 'Web UI, when Temporal is started here', '8233')
    .action(runUp);
}

async function runUp(options: UpOptions, command: Command): Promise<void> {
  const output = outputOf(command);
  const report = printReport(output);
  const found = await findTemporal({ report });
  await ensureParts(['python', 'converter'], report);
  const environment = readEnvironment();
  const folder = join(layoutOf().home, 'data');
  await mkdir(folder, { recursive: true });
  const { startStack } = await import('../../local/stack.js');
  const stack = await startStack({
    folder,
    configsDir: resolve(environment.SLIPWAY_CONFIGS),
    namespace: options.namespace,
    temporal:
      found.program === undefined
        ? { address: found.address ?? '127.0.0.1:7233' }
        : { program: found.program, port: Number(options.temporalPort), uiPort: Number(options.uiPort) },
    ports: portsOf(environment),
    faults: false,
    logger: createLogger('up', environment.SLIPWAY_LOG_LEVEL),
    report: (text) => output.progress(text),
  });
  const withdraw = await announceStack({
    TEMPORAL_ADDRESS: stack.temporal.address,
    TEMPORAL_NAMESPACE: stack.temporal.namespace,
    SLIPWAY_STORE: stack.storeDir,
    SLIPWAY_GATEWAY_CONTROL_URL: stack.controlUrl,
    SLIPWAY_RUNTIME_URL: stack.runtimeUrl,
  });
  try {
    output.result({ temporal: stack.temporal, gateway: stack.gatewayUrl }, [
      `gateway   ${stack.gatewayUrl}/v1/chat/completions`,
      `Temporal  ${stack.temporal.address}${stack.temporal.ui === null ? '' : `, Web UI ${stack.temporal.ui}`}`,
      `next      slipway run MODEL (another terminal); Ctrl-C stops everything`,
    ]);
    await untilStopped();
  } finally {
    await withdraw();
    await stack.stop();
  }
}

function portsOf(environment: ReturnType<typeof readEnvironment>): { gateway: number; control: number; runtime: number; staging: number } {
  const port = (url: string): number => Number(new URL(url).port);
  return {
    gateway: port(environment.SLIPWAY_GATEWAY_URL),
    control: port(environment.SLIPWAY_GATEWAY_CONTROL_URL),
    runtime: port(environment.SLIPWAY_RUNTIME_URL),
    staging: port(environment.SLIPWAY_STAGING_RUNTIME_URL),
  };
}
