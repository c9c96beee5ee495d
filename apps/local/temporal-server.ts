/** A Temporal dev server of our own: loopback only, its state in a file, Slipway's search attributes registered. */

import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import type { ProcessRunner } from '../../platform/ports.js';
import { searchAttributeNames } from '../../workflows/contract.js';
import { freePort } from './free-port.js';
import { waitFor } from './wait.js';

export interface TemporalServer {
  readonly address: string;
  readonly namespace: string;
  readonly ui: string;
  readonly pid: number;
}

export interface TemporalServerOptions {
  readonly program: string;
  readonly namespace: string;
  /** Holds the database and the log. */
  readonly folder: string;
  readonly port?: number;
  readonly uiPort?: number;
}

export async function startTemporalServer(processes: ProcessRunner, options: TemporalServerOptions): Promise<TemporalServer> {
  const port = options.port ?? (await freePort());
  const uiPort = options.uiPort ?? (await freePort());
  const logFile = join(options.folder, 'temporal.log');
  const { pid } = await processes.start({
    program: options.program,
    args: argumentsOf(options, port, uiPort),
    logFile,
  });
  await waitFor({ what: `Temporal on port ${port}`, timeoutMilliseconds: 60_000, hint: `read ${logFile}` }, async () => {
    if (!processes.isAlive(pid)) throw new Error(`the Temporal server ended while starting; read ${logFile}`);
    return accepts(port);
  });
  return { address: `127.0.0.1:${port}`, namespace: options.namespace, ui: `http://127.0.0.1:${uiPort}`, pid };
}

function argumentsOf({ namespace, folder }: TemporalServerOptions, port: number, uiPort: number): string[] {
  const addresses = ['--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort), '--headless=false'];
  const state = ['--namespace', namespace, '--db-filename', join(folder, 'temporal.db')];
  const attributes = searchAttributeNames.flatMap((name) => ['--search-attribute', `${name}=Keyword`]);
  return ['server', 'start-dev', ...addresses, ...state, ...attributes, '--log-level', 'warn'];
}

function accepts(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connectSocket({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(undefined));
  });
}
