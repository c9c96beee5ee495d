/** The whole of Slipway on one machine: Temporal, two runtimes, the gateway and a worker, each a process that is kept running, stopped together. */

import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { connect } from '../../client/connection.js';
import { createReleases, type Releases } from '../../client/releases.js';
import { ensureSearchAttributes } from '../../client/search-attributes.js';
import type { Logger } from '../../platform/logger.js';
import { createProcessRunner } from '../../platform/process-runner.js';
import type { ProcessRunner } from '../../platform/ports.js';
import { openProcessRecord, type ProcessRecord } from '../runtime/process-record.js';
import { claimFolder } from './claim-folder.js';
import { codeVersion } from './code-version.js';
import { startFaultProxy, type FaultProxy } from './fault-proxy.js';
import { freePort, requireFreePorts } from './free-port.js';
import { bridgeGuardrails } from './guardrail-bridge.js';
import { keepRole, type Keeper, type KeeperHost, type Role } from './role-keeper.js';
import { logFileOf, rolesOf, urlsOf, wantedPorts, type StackPorts, type StackUrls } from './roles.js';
import { temporalRole } from './temporal-server.js';

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
  /** Gives up a stack that is still starting; one that runs is stopped by `stop`. */
  readonly signal?: AbortSignal;
  report(text: string): void;
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
  /** The leader of each role's process group, the latest one: another after each restart. */
  readonly pids: Readonly<Record<string, number>>;
  /** Resolves when the role's process answers. One that was told to end but has not yet ended counts; one that is dead does not. */
  healthy(role: string): Promise<void>;
  /** Resolves when every process group is gone. */
  stop(): Promise<void>;
}

/** What must be undone when the stack stops, newest first. */
type Undo = () => Promise<void>;

/** On any failure everything that was started is stopped again. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const undo: Undo[] = [];
  const keepers = new Map<string, Keeper>();
  const stopAll = async (): Promise<void> => {
    // Otherwise a role that loses what it needs while the others stop would be started again.
    for (const keeper of keepers.values()) keeper.release();
    const failures: unknown[] = [];
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, `the stack did not stop cleanly: ${failures.map(String).join('; ')}`);
  };
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= stopAll());
  try {
    return { ...(await startAll(options, undo, keepers)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(options: StackOptions, undo: Undo[], keepers: Map<string, Keeper>): Promise<Omit<Stack, 'stop'>> {
  const { folder, namespace, logger } = options;
  await mkdir(dirname(logFileOf(folder, 'any')), { recursive: true });
  undo.push(await claimFolder(folder));
  // Before the ports are asked for: what a stack that was killed left notices it within a second, and holds them until then.
  const record = await openProcessRecord(join(folder, 'processes.json'), logger);
  const server = await temporalOf(options);
  const ports = { ...options.ports, metrics: options.ports.metrics ?? (await freePort()) };
  await requireFreePorts(wantedPorts(ports, server.ports));
  const urls = urlsOf(ports);
  const faults = options.faults ? await startFaultProxy({ runtimeUrl: urls.runtime, modelRef: null, badShare: 0.5, logger }) : null;
  if (faults !== null) undo.push(() => faults.close());
  const temporal = { address: server.address, namespace, ui: server.ports === null ? null : `http://127.0.0.1:${server.ports.uiPort}` };
  const storeDir = join(folder, 'store');
  const processes = createProcessRunner();
  const environment = { ...environmentOf(options, { temporal, storeDir, urls }), SLIPWAY_CODE_VERSION: await codeVersion(processes) };
  const roles = [...server.roles, ...rolesOf({ folder, ports, environment, runtimeForGateway: faults?.url ?? urls.runtime })];
  const pids = await keepRoles(roles, { options, record, keepers, undo });
  const client = await connect(temporal);
  undo.push(() => client.connection.close());
  if (temporal.ui !== null) await keepClosedWorkflows(client);
  await ensureSearchAttributes(client);
  const releases = createReleases(client);
  undo.push(bridgeGuardrails({ controlUrl: urls.control, releases, logger }));
  const healthy = async (role: string): Promise<void> => {
    const keeper = keepers.get(role);
    if (keeper === undefined) throw new Error(`no process ${role}; known: ${[...keepers.keys()].join(', ')}`);
    await keeper.healthy();
  };
  const addresses = { gatewayUrl: urls.gateway, controlUrl: urls.control, runtimeUrl: urls.runtime };
  return { temporal, ...addresses, storeDir, client, releases, faults, processes, pids, healthy };
}

/** One after the other, each once the one before answers. Returns the pids, which change with every restart. */
async function keepRoles(
  roles: readonly Role[],
  { options, record, keepers, undo }: { options: StackOptions; record: ProcessRecord; keepers: Map<string, Keeper>; undo: Undo[] },
): Promise<Readonly<Record<string, number>>> {
  const pids: Record<string, number> = {};
  const host: KeeperHost = {
    logger: options.logger,
    signal: options.signal ?? new AbortController().signal,
    started(role, pid) {
      pids[role] = pid;
      record.add(pid);
    },
    ended: (pid) => record.remove(pid),
    report: (text) => options.report(text),
  };
  for (const role of roles) {
    host.signal.throwIfAborted();
    options.report(`starting ${role.name}`);
    const keeper = await keepRole(role, host);
    keepers.set(role.name, keeper);
    undo.push(() => keeper.stop());
  }
  return pids;
}

function environmentOf(
  { configsDir, folder }: StackOptions,
  { temporal, storeDir, urls }: { readonly temporal: Stack['temporal']; readonly storeDir: string; readonly urls: StackUrls },
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

interface TemporalOfStack {
  readonly address: string;
  /** Null, and no role, for a server that is somebody else's. */
  readonly ports: { readonly port: number; readonly uiPort: number } | null;
  readonly roles: readonly Role[];
}

async function temporalOf({ temporal, namespace, folder }: StackOptions): Promise<TemporalOfStack> {
  if ('address' in temporal) return { address: temporal.address, ports: null, roles: [] };
  const ports = { port: temporal.port ?? (await freePort()), uiPort: temporal.uiPort ?? (await freePort()) };
  const role = temporalRole({ program: temporal.program, namespace, folder, logFile: logFileOf(folder, 'temporal'), ...ports });
  return { address: `127.0.0.1:${ports.port}`, ports, roles: [role] };
}

/** A dev server forgets closed workflows after a day; last month's retrain should still be there to look at. */
async function keepClosedWorkflows(client: Client): Promise<void> {
  const config = { workflowExecutionRetentionTtl: msToTs('30 days') };
  await client.workflowService.updateNamespace({ namespace: client.options.namespace, config });
}
