/** The whole of Slipway on one machine: Temporal, two runtimes, the gateway and a worker, each a process, started and stopped together. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { connect } from '../../client/connection.js';
import { createReleases, type Releases } from '../../client/releases.js';
import { ensureSearchAttributes } from '../../client/search-attributes.js';
import type { Logger } from '../../platform/logger.js';
import { createProcessRunner } from '../../platform/process-runner.js';
import type { ProcessRunner } from '../../platform/ports.js';
import { queueNames } from '../../workers/worker-options.js';
import { codeVersion } from './code-version.js';
import { startFaultProxy, type FaultProxy } from './fault-proxy.js';
import { bridgeGuardrails } from './guardrail-bridge.js';
import { slipwayProcess } from './slipway-process.js';
import { startTemporalServer } from './temporal-server.js';
import { answersHttp, waitFor } from './wait.js';

export interface StackOptions {
  /** Everything the stack writes. */
  readonly folder: string;
  readonly configsDir: string;
  readonly namespace: string;
  /** A server that is already there, or the program to start one with. */
  readonly temporal: { readonly address: string } | { readonly program: string; readonly port?: number; readonly uiPort?: number };
  readonly ports: StackPorts;
  /** Puts the fault proxy between gateway and runtime; the demo's and tests' only. */
  readonly faults: boolean;
  readonly logger: Logger;
  report(text: string): void;
}

export interface StackPorts {
  readonly gateway: number;
  readonly control: number;
  readonly runtime: number;
  readonly staging: number;
}

export interface Stack {
  readonly temporal: { readonly address: string; readonly namespace: string; readonly ui: string | null };
  readonly gatewayUrl: string;
  readonly controlUrl: string;
  readonly runtimeUrl: string;
  readonly storeDir: string;
  readonly client: Client;
  readonly releases: Releases;
  readonly faults: FaultProxy | null;
  readonly processes: ProcessRunner;
  /** Process groups by role, for tests that kill one. */
  readonly pids: Readonly<Record<string, number>>;
  /** Starts a role's process again after it has been killed. */
  restart(role: string): Promise<void>;
  stop(): Promise<void>;
}

/** What must be undone when the stack stops, newest first. */
type Undo = () => Promise<void>;

/** On any failure everything that was started is stopped again. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const undo: Undo[] = [];
  const stop = async (): Promise<void> => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
  };
  try {
    return await startAll(options, undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(options: StackOptions, undo: Undo[], stop: () => Promise<void>): Promise<Stack> {
  const processes = createProcessRunner();
  await mkdir(join(options.folder, 'logs'), { recursive: true });
  const temporal = await temporalOf(options, processes, undo);
  const storeDir = join(options.folder, 'store');
  const urls = urlsOf(options.ports);
  const faults = options.faults
    ? await startFaultProxy({ runtimeUrl: urls.runtime, modelRef: null, badShare: 0.5, logger: options.logger })
    : null;
  if (faults !== null) undo.push(() => faults.close());
  const environment = { ...environmentOf(options, { temporal, storeDir, urls }), SLIPWAY_CODE_VERSION: await codeVersion(processes) };
  const pids: Record<string, number> = {};
  const roles = rolesOf(options, faults?.url ?? urls.runtime);
  const start = async (role: string): Promise<void> => {
    const entry = roles[role];
    if (entry === undefined) throw new Error(`no process ${role}; known: ${Object.keys(roles).join(', ')}`);
    const logFile = join(options.folder, 'logs', `${role}.log`);
    const { pid } = await processes.start(slipwayProcess(entry.args, { ...environment, ...entry.environment }, logFile));
    pids[role] = pid;
    const health = entry.health;
    if (health === undefined) return;
    await waitFor({ what: `the ${role} to answer`, timeoutMilliseconds: 60_000, hint: `read ${logFile}` }, async () => {
      if (!processes.isAlive(pid)) throw new Error(`the ${role} ended while starting; read ${logFile}`);
      return answersHttp(health);
    });
  };
  for (const role of Object.keys(roles)) {
    options.report(`starting ${role}`);
    await start(role);
    undo.push(() => processes.stopGroup(pids[role] ?? 0, 15_000));
  }
  const client = await connect(temporal);
  if (temporal.ui !== null) await keepClosedWorkflows(client);
  await ensureSearchAttributes(client);
  undo.push(() => client.connection.close());
  const releases = createReleases(client);
  undo.push(bridgeGuardrails({ controlUrl: urls.control, releases, logger: options.logger }));
  return {
    temporal,
    gatewayUrl: urls.gateway,
    controlUrl: urls.control,
    runtimeUrl: urls.runtime,
    storeDir,
    client,
    releases,
    faults,
    processes,
    pids,
    restart: start,
    stop,
  };
}

/** What every process of the stack is told; each reads of it what it needs. */
function environmentOf(
  { configsDir, folder }: StackOptions,
  {
    temporal,
    storeDir,
    urls,
  }: { readonly temporal: Stack['temporal']; readonly storeDir: string; readonly urls: ReturnType<typeof urlsOf> },
): Record<string, string> {
  return {
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    SLIPWAY_CONFIGS: configsDir,
    SLIPWAY_STORE: storeDir,
    SLIPWAY_SCRATCH: join(folder, 'scratch'),
    SLIPWAY_GATEWAY_URL: urls.gateway,
    SLIPWAY_GATEWAY_CONTROL_URL: urls.control,
    SLIPWAY_RUNTIME_URL: urls.runtime,
    SLIPWAY_STAGING_RUNTIME_URL: urls.staging,
  };
}

async function temporalOf(options: StackOptions, processes: ProcessRunner, undo: Undo[]): Promise<Stack['temporal']> {
  const { namespace } = options;
  if ('address' in options.temporal) return { address: options.temporal.address, namespace, ui: null };
  options.report('starting temporal');
  const server = await startTemporalServer(processes, { ...options.temporal, namespace, folder: options.folder });
  undo.push(() => processes.stopGroup(server.pid, 10_000));
  return server;
}

/** A dev server forgets closed workflows after a day; last month's retrain should still be there to look at. */
async function keepClosedWorkflows(client: Client): Promise<void> {
  const config = { workflowExecutionRetentionTtl: msToTs('30 days') };
  await client.workflowService.updateNamespace({ namespace: client.options.namespace, config });
}

interface Role {
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly health?: string;
}

/** In this order: the gateway asks the runtime, the worker asks both. */
function rolesOf(options: StackOptions, runtimeForGateway: string): Record<string, Role> {
  const { ports, folder } = options;
  const runtime = (name: string, port: number): Role => ({
    args: ['runtime', '--port', String(port), '--state', join(folder, name)],
    health: `http://127.0.0.1:${port}/health`,
  });
  return {
    runtime: runtime('runtime', ports.runtime),
    staging: runtime('staging', ports.staging),
    gateway: {
      args: ['gateway', '--port', String(ports.gateway), '--control-port', String(ports.control), '--state', join(folder, 'routes.json')],
      environment: { SLIPWAY_RUNTIME_URL: runtimeForGateway },
      health: `http://127.0.0.1:${ports.control}/health`,
    },
    worker: { args: ['worker', '--queues', queueNames.join(',')] },
  };
}

function urlsOf(ports: StackPorts): Record<'gateway' | 'control' | 'runtime' | 'staging', string> {
  const url = (port: number): string => `http://127.0.0.1:${port}`;
  return { gateway: url(ports.gateway), control: url(ports.control), runtime: url(ports.runtime), staging: url(ports.staging) };
}
