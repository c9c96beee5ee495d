/** `slipway up`: everything on this machine, kept running and kept in `.slipway/data`, until stopped. Starting it again continues what was running. */

import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { readEnvironment, type Environment } from '../../../configs/env.js';
import { createLogger } from '../../../platform/logger.js';
import { ensureParts } from '../../../setup/all.js';
import { layoutOf } from '../../../setup/layout.js';
import { findTemporal, type FoundTemporal } from '../../../setup/temporal.js';
import { examples } from '../examples.js';
import { UsageError } from '../exit.js';
import { outputOf, type Output } from '../output.js';
import { portOf } from '../port.js';
import { printReport } from '../print-report.js';
import { stopSignal, untilAborted } from '../role.js';
import { announceStack } from '../running-stack.js';

interface UpOptions {
  readonly namespace: string;
  readonly temporalPort: string;
  readonly uiPort: string;
}

/** Of the stack, what people and other commands are told. */
interface Reached {
  readonly temporal: { readonly address: string; readonly namespace: string; readonly ui: string | null };
  readonly gatewayUrl: string;
  readonly controlUrl: string;
  readonly runtimeUrl: string;
  readonly storeDir: string;
}

export function configureUp(command: Command): void {
  command
    .option('--namespace <name>', 'of Temporal', 'default')
    .option('--temporal-port <port>', 'when Temporal is started here', '7233')
    .option('--ui-port <port>', 'Web UI, when Temporal is started here', '8233')
    .action(runUp);
  examples(command, [
    ['Everything, until Ctrl-C', 'slipway up'],
    ['Beside another Temporal server', 'slipway up --temporal-port 7243 --ui-port 8243'],
  ]);
}

async function runUp(options: UpOptions, command: Command): Promise<void> {
  const output = outputOf(command);
  const environment = readEnvironment();
  const ports = portsOf(environment);
  const report = printReport(output);
  const temporal = temporalOf(options, await findTemporal({ report }));
  await ensureParts(['python', 'converter'], report);
  const { startStack } = await import('../../local/stack.js');
  const folder = join(layoutOf().home, 'data');
  const configsDir = resolve(environment.SLIPWAY_CONFIGS);
  await mkdir(folder, { recursive: true });
  const stopped = stopSignal();
  stopped.addEventListener('abort', () => output.progress('stopping; this can take a minute when work is under way'));
  const stack = await startStack({
    folder,
    configsDir,
    namespace: options.namespace,
    temporal,
    ports,
    faults: false,
    logger: createLogger('up', environment.SLIPWAY_LOG_LEVEL, join(folder, 'logs', 'up.log')),
    signal: stopped,
    report: (text) => output.progress(text),
  }).catch((error: unknown) => {
    // What an aborted wait says of itself is not why it ended.
    if (!stopped.aborted) throw error;
  });
  if (stack === undefined) return;
  try {
    const withdraw = await announceStack({ ...settingsFor(stack, configsDir), ...clientSetting(environment) });
    try {
      tell(output, stack);
      await untilAborted(stopped);
    } finally {
      await withdraw();
    }
  } finally {
    await stack.stop();
  }
}

function temporalOf(
  { temporalPort, uiPort }: UpOptions,
  { program, address }: FoundTemporal,
): { address: string } | { program: string; port: number; uiPort: number } {
  const [port, ui] = [portOf('--temporal-port', temporalPort), portOf('--ui-port', uiPort)];
  return program === undefined ? { address: address ?? '127.0.0.1:7233' } : { program, port, uiPort: ui };
}

/** Roles find each other by these addresses, so each must name its port. */
function portsOf(environment: Environment): Record<'gateway' | 'control' | 'runtime' | 'staging', number> & { metrics?: number } {
  const port = (name: keyof Environment): number => {
    const address = String(environment[name]);
    const number = Number(new URL(address).port);
    if (number === 0) throw portless(name, address);
    return number;
  };
  const metrics = environment.SLIPWAY_METRICS_PORT;
  return {
    gateway: port('SLIPWAY_GATEWAY_URL'),
    control: port('SLIPWAY_GATEWAY_CONTROL_URL'),
    runtime: port('SLIPWAY_RUNTIME_URL'),
    staging: port('SLIPWAY_STAGING_RUNTIME_URL'),
    ...(metrics === 0 ? {} : { metrics }),
  };
}

function portless(name: string, address: string): UsageError {
  return new UsageError({
    what: `${name}: expected an address with a port`,
    why: `got ${address}`,
    next: 'give one, such as http://127.0.0.1:17480',
  });
}

/** Whose stack it is: other commands must look where it keeps its records. */
function clientSetting({ SLIPWAY_CLIENT }: Environment): Record<string, string> {
  return SLIPWAY_CLIENT === undefined ? {} : { SLIPWAY_CLIENT };
}

/** For other commands, as the environment variables that they read. */
function settingsFor(stack: Reached, configsDir: string): Record<string, string> {
  return {
    SLIPWAY_CONFIGS: configsDir,
    TEMPORAL_ADDRESS: stack.temporal.address,
    TEMPORAL_NAMESPACE: stack.temporal.namespace,
    SLIPWAY_STORE: stack.storeDir,
    SLIPWAY_GATEWAY_URL: stack.gatewayUrl,
    SLIPWAY_GATEWAY_CONTROL_URL: stack.controlUrl,
    SLIPWAY_RUNTIME_URL: stack.runtimeUrl,
  };
}

function tell(output: Output, { temporal, gatewayUrl }: Reached): void {
  output.result({ temporal, gateway: gatewayUrl }, [
    `gateway   ${gatewayUrl}/v1/chat/completions`,
    `Temporal  ${temporal.address}${temporal.ui === null ? '' : `, Web UI ${temporal.ui}`}`,
    `next      slipway run MODEL (another terminal); Ctrl-C stops everything`,
  ]);
}
