/**
 * Makes one model fail in production for the demo, so that product code needs no fault hooks: stands before the runtime's control API and
 * gives the gateway its own address for the chosen model, then spoils a share of that model's answers.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Logger } from 'pino';
import { request as send, type Dispatcher } from 'undici';
import { z } from 'zod';
import { brokenAnswer } from './broken-answer.js';

export interface FaultProxyOptions {
  readonly runtimeUrl: string;
  /** The model to put the listener before; null: none yet. */
  readonly modelRef: string | null;
  /** Share of that model's answers to spoil while enabled, 0 to 1; spread evenly, not drawn. */
  readonly badShare: number;
  readonly logger: Logger;
}

export interface FaultProxy {
  /** Give this to the gateway as the runtime's URL. */
  readonly url: string;
  setFault(modelRef: string | null): void;
  /** Off at start: everything passes unchanged. */
  enable(on: boolean): void;
  /** Answers spoiled so far. */
  spoiled(): number;
  close(): Promise<void>;
}

const runningModel = z.looseObject({ modelRef: z.string(), address: z.string().nullable() });

interface FaultState {
  modelRef: string | null;
  realAddress: string | null;
  enabled: boolean;
  /** Carries the fraction from answer to answer: at 0.5 every other one reaches 1. */
  due: number;
  spoiled: number;
}

/** Starts with the fault off. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const state: FaultState = { modelRef: options.modelRef, realAddress: null, enabled: false, due: 0, spoiled: 0 };
  const inference = serve(options.logger, (request, response) =>
    forwardInference(request, response, { state, badShare: options.badShare }),
  );
  const inferenceUrl = await listen(inference);
  const control = serve(options.logger, (request, response) =>
    forwardControl(request, response, { state, inferenceUrl, runtimeUrl: options.runtimeUrl }),
  );
  const url = await listen(control);
  return {
    url,
    setFault(modelRef) {
      state.modelRef = modelRef;
      state.realAddress = null;
    },
    enable(on) {
      state.enabled = on;
      options.logger.info({ modelRef: state.modelRef, on }, 'fault proxy');
    },
    spoiled: () => state.spoiled,
    async close() {
      await Promise.all([stop(inference), stop(control)]);
    },
  };
}

/** Passes the call on; wherever the reply tells of the chosen model, its address becomes ours. */
async function forwardControl(
  request: IncomingMessage,
  response: ServerResponse,
  { state, inferenceUrl, runtimeUrl }: { state: FaultState; inferenceUrl: string; runtimeUrl: string },
): Promise<void> {
  const reply = await passOn(request, response, runtimeUrl);
  const text = await reply.body.text();
  const replace = (value: unknown): unknown => {
    const model = runningModel.safeParse(value).data;
    if (model === undefined || model.modelRef !== state.modelRef || model.address === null) return value;
    state.realAddress = model.address;
    return { ...model, address: inferenceUrl };
  };
  const value = parseJson(text);
  const answer = value === undefined ? text : JSON.stringify(Array.isArray(value) ? value.map(replace) : replace(value));
  response.writeHead(reply.statusCode, { 'content-type': 'application/json' });
  response.end(reply.statusCode === 204 ? undefined : answer);
}

async function forwardInference(
  request: IncomingMessage,
  response: ServerResponse,
  { state, badShare }: { state: FaultState; badShare: number },
): Promise<void> {
  if (state.realAddress === null) throw new Error('the fault proxy was asked for a model whose address it has not been told');
  const spoil = request.method === 'POST' && isDue(state, badShare);
  const reply = await passOn(request, response, state.realAddress);
  const contentType = String(reply.headers['content-type']);
  if (!spoil) {
    response.writeHead(reply.statusCode, { 'content-type': contentType });
    await pipeline(reply.body, response);
    return;
  }
  // The model has worked all the same, so that only the answer differs, not the time it takes.
  const genuine = await reply.body.text();
  state.spoiled += 1;
  if (state.spoiled % 2 === 1) {
    response.writeHead(500, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { code: 500, type: 'server_error', message: 'injected by the fault proxy' } }));
  } else {
    response.writeHead(200, { 'content-type': contentType });
    response.end(brokenAnswer(genuine, contentType));
  }
}

function isDue(state: FaultState, badShare: number): boolean {
  if (!state.enabled) return false;
  state.due += badShare;
  if (state.due < 1) return false;
  state.due -= 1;
  return true;
}

/** A client that goes away takes its request to the upstream along. */
async function passOn(request: IncomingMessage, response: ServerResponse, address: string): Promise<Dispatcher.ResponseData> {
  const body = await buffer(request);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return send(`${address}${request.url ?? '/'}`, {
    method: request.method ?? 'GET',
    // A content type without a body is a bad request to fastify.
    ...(body.length === 0 ? {} : { headers: { 'content-type': request.headers['content-type'] ?? 'application/json' }, body }),
    signal: gone.signal,
  });
}

function serve(logger: Logger, handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Server {
  return createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.destroyed) return;
      logger.warn({ err: error }, 'fault proxy: could not pass a request on');
      // As the upstream would look if the proxy were not there: broken off, or not reachable.
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
  });
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fault proxy expected a TCP port to listen on');
  return `http://127.0.0.1:${address.port}`;
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
