/** What the processes of a local stack are: their commands, ports, state and the question that says whether they are well. */

import { join } from 'node:path';
import { queueNames } from '../../workers/worker-options.js';
import type { Role } from './role-keeper.js';
import type { WantedPort } from './free-port.js';
import { slipwayProcess } from './slipway-process.js';
import { answersHttp } from './wait.js';

export interface StackPorts {
  readonly gateway: number;
  readonly control: number;
  readonly runtime: number;
  readonly staging: number;
  /** The worker's metrics and health; a free one is taken when it is left out. */
  readonly metrics?: number;
}

export interface StackUrls {
  readonly gateway: string;
  readonly control: string;
  readonly runtime: string;
  readonly staging: string;
}

export interface RolesOptions {
  readonly folder: string;
  readonly ports: Required<StackPorts>;
  /** Told to every process; each reads of it what it needs. */
  readonly environment: Readonly<Record<string, string>>;
  /** The runtime's, or the fault proxy's before it. */
  readonly runtimeForGateway: string;
}

/** In the order in which they start: the gateway asks the runtime, the worker asks both. */
export function rolesOf({ folder, ports, environment, runtimeForGateway }: RolesOptions): Role[] {
  const role = (name: string, { args, env = {}, healthPort, graceMilliseconds = 15_000 }: RoleFacts): Role => ({
    name,
    command: slipwayProcess([name === 'staging' ? 'runtime' : name, ...args], { ...environment, ...env }, logFileOf(folder, name)),
    graceMilliseconds,
    healthy: () => answersHttp(`http://127.0.0.1:${healthPort}/health`),
  });
  return [
    role('runtime', { args: ['--port', String(ports.runtime), '--state', join(folder, 'runtime')], healthPort: ports.runtime }),
    role('staging', { args: ['--port', String(ports.staging), '--state', join(folder, 'staging')], healthPort: ports.staging }),
    role('gateway', {
      args: ['--port', String(ports.gateway), '--control-port', String(ports.control), '--state', join(folder, 'routes.json')],
      env: { SLIPWAY_RUNTIME_URL: runtimeForGateway },
      healthPort: ports.control,
    }),
    role('worker', {
      args: ['--queues', queueNames.join(',')],
      env: { SLIPWAY_METRICS_PORT: String(ports.metrics) },
      healthPort: ports.metrics,
    }),
  ];
}

interface RoleFacts {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly healthPort: number;
  readonly graceMilliseconds?: number;
}

export function logFileOf(folder: string, role: string): string {
  return join(folder, 'logs', `${role}.log`);
}

export function urlsOf(ports: StackPorts): StackUrls {
  const url = (port: number): string => `http://127.0.0.1:${port}`;
  return { gateway: url(ports.gateway), control: url(ports.control), runtime: url(ports.runtime), staging: url(ports.staging) };
}

export function wantedPorts(
  ports: Required<StackPorts>,
  temporal: { readonly port: number; readonly uiPort: number } | null,
): WantedPort[] {
  const ours: WantedPort[] = [
    { port: ports.gateway, wantedBy: 'the gateway', setting: 'SLIPWAY_GATEWAY_URL' },
    { port: ports.control, wantedBy: "the gateway's control API", setting: 'SLIPWAY_GATEWAY_CONTROL_URL' },
    { port: ports.runtime, wantedBy: 'the runtime', setting: 'SLIPWAY_RUNTIME_URL' },
    { port: ports.staging, wantedBy: "staging's runtime", setting: 'SLIPWAY_STAGING_RUNTIME_URL' },
    { port: ports.metrics, wantedBy: "the worker's metrics", setting: 'SLIPWAY_METRICS_PORT' },
  ];
  if (temporal === null) return ours;
  return [
    { port: temporal.port, wantedBy: 'Temporal', setting: '--temporal-port (or set TEMPORAL_ADDRESS to use the server that is there)' },
    { port: temporal.uiPort, wantedBy: "Temporal's Web UI", setting: '--ui-port' },
    ...ours,
  ];
}
