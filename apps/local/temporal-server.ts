/** A Temporal dev server of our own: loopback only, its state in a file, Slipway's search attributes registered. */

import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { connect } from '../../client/connection.js';
import { searchAttributeNames } from '../../workflows/contract.js';
import type { Role } from './role-keeper.js';

export interface TemporalServerOptions {
  readonly program: string;
  readonly namespace: string;
  /** Holds the database. */
  readonly folder: string;
  readonly logFile: string;
  readonly port: number;
  readonly uiPort: number;
}

/**
 * The server does not ask after its parent, so a shell in its group does: its lifeline closes with the stack, however that
 * ended, and then it ends the server, by force after ten seconds. The shell's exit code is the server's. What the server
 * prints on standard output is a greeting; its log goes to standard error, where the shell itself must not write.
 */
const withLifeline = `
exec 4>&2 2>/dev/null
"$0" "$@" </dev/null >/dev/null 2>&4 3<&- &
server=$!
trap : TERM INT HUP
(
  read -r line <&3
  kill -TERM "$server"
  for second in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$server" && sleep 1; done
  kill -KILL "$server"
) 4>&- &
while kill -0 "$server"; do
  wait "$server"
  code=$?
done
exit "$code"
`;

export function temporalRole(options: TemporalServerOptions): Role {
  const { program, port, namespace, logFile } = options;
  return {
    name: 'temporal',
    command: { program: '/bin/sh', args: ['-c', withLifeline, program, ...argumentsOf(options)], logFile, lifeline: true },
    graceMilliseconds: 10_000,
    // A client waits five seconds for a port that nobody has opened yet.
    healthy: async () => ((await accepts(port)) ? knows(`127.0.0.1:${port}`, namespace) : undefined),
  };
}

function argumentsOf({ namespace, folder, port, uiPort }: TemporalServerOptions): string[] {
  const addresses = ['--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort), '--headless=false'];
  const state = ['--namespace', namespace, '--db-filename', join(folder, 'temporal.db')];
  const attributes = searchAttributeNames.flatMap((name) => ['--search-attribute', `${name}=Keyword`]);
  return ['server', 'start-dev', ...addresses, ...state, ...attributes, '--log-level', 'warn', '--log-format', 'json'];
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** The port is open some time before the services behind it answer. */
async function knows(address: string, namespace: string): Promise<true | undefined> {
  const client = await connect({ address, namespace }).catch(() => undefined);
  if (client === undefined) return undefined;
  try {
    await client.workflowService.describeNamespace({ namespace });
    return true;
  } catch {
    return undefined;
  } finally {
    await client.connection.close();
  }
}
