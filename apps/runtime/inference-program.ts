/** Which llama.cpp server this host has, and how each is told what to serve: the binary on PATH, else the one in the Python environment. */

import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { packageRoot } from '../../platform/package-root.js';
import type { ProcessRunner } from '../../platform/ports.js';
import type { InferenceCommand } from './inference-process.js';

export interface InferenceSettings {
  readonly modelRef: string;
  readonly ggufPath: string;
  readonly contextTokens: number;
  readonly parallel: number;
  readonly threads: number;
  readonly host: string;
}

export interface InferenceProgram {
  readonly name: string;
  commandFor(settings: InferenceSettings): Promise<InferenceCommand>;
}

// A small batch lets llama.cpp notice in time that the client of a long prompt has gone.
const batchTokens = 128;
const versionTimeoutMilliseconds = 10_000;

const firstLine = z.union([z.strictObject({ ready: z.literal(true), port: z.int().positive() }), z.strictObject({ error: z.string() })]);

export async function findInferenceProgram(runner: ProcessRunner, python: string): Promise<InferenceProgram> {
  const version = await runner
    .run({ program: 'llama-server', args: ['--version'], timeoutMilliseconds: versionTimeoutMilliseconds })
    .catch(() => undefined);
  if (version?.exitCode === 0) return { name: 'llama-server on PATH', commandFor: llamaServerCommand };
  return { name: 'llama.cpp in the Python environment', commandFor: (settings) => Promise.resolve(pythonCommand(python, settings)) };
}

/** Prompt caching makes answers depend on earlier ones; one request at a time is asked for where answers must repeat. */
function cachesPrompts({ parallel }: InferenceSettings): boolean {
  return parallel > 1;
}

function pythonCommand(python: string, settings: InferenceSettings): InferenceCommand {
  const { modelRef, ...rest } = settings;
  // Port 0: it takes a free one itself and says which, so that no other program can take it in between.
  const config = { ...rest, alias: modelRef, port: 0, batch: batchTokens, cachePrompt: cachesPrompts(settings) };
  return {
    program: python,
    args: [join(packageRoot(), 'python', 'serve', 'main.py')],
    input: `${JSON.stringify(config)}\n`,
    async addressFrom(child) {
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
      const said = firstLine.parse(JSON.parse(line));
      // What llama.cpp wrote before is the reason, and its process is about to end with it.
      return 'error' in said ? new Promise<never>(() => undefined) : `http://${settings.host}:${said.port}`;
    },
  };
}

async function llamaServerCommand(settings: InferenceSettings): Promise<InferenceCommand> {
  const { modelRef, ggufPath, contextTokens, parallel, threads, host } = settings;
  const port = await freePort(host);
  const values = {
    '-m': ggufPath,
    '-a': modelRef,
    '--host': host,
    '--port': port,
    '-c': contextTokens * parallel,
    '-np': parallel,
    '-b': batchTokens,
    '-ub': batchTokens,
    '-t': threads,
    '-tb': threads,
    '-cram': 0,
    '--fit': 'off',
    '-lv': 2,
  };
  const switches = ['--metrics', '--slots', '--check-tensors', ...(cachesPrompts(settings) ? [] : ['--no-cache-prompt'])];
  return {
    program: 'llama-server',
    args: [...Object.entries(values).flatMap(([flag, value]) => [flag, String(value)]), ...switches],
    input: '',
    addressFrom(child) {
      child.stdout.resume();
      return Promise.resolve(`http://${host}:${port}`);
    },
  };
}

/** Free now; should it be taken before the server binds it, the server ends and the next attempt asks again. */
async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error(`expected a port on ${host}, got ${String(address)}`);
  return address.port;
}
