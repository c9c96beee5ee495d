/** The address that clients talk to: OpenAI's chat completions, the list of models, health. Everything else is 404, so no management route of a runtime can be reached. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { bucketOf } from '../../domain/traffic-split.js';
import { readChatBody } from './chat-body.js';
import type { Observation } from './counters.js';
import { Delivery } from './delivery.js';
import { requestHeaders } from './headers.js';
import { RequestRefused, sendError, sendJson } from './refusal.js';
import { relay, type RelayServices } from './relay.js';
import { readBytes } from './request-bytes.js';
import type { Choice } from './route-table.js';
import { stickyKeyOf } from './sticky-key.js';

export interface DataServices extends RelayServices {
  readonly logger: Logger;
  readonly firstByteTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly onEnd: (choice: Choice, observation: Observation) => void;
}

/** A client that sends slower than this is holding a connection, not asking a question: Node answers 408. */
const requestTimeoutMs = 30_000;
const headersTimeoutMs = 10_000;

/** Longer than the 60 s for which load balancers usually keep an idle connection: the side that reuses it must be the one to close it. */
const keepAliveTimeoutMs = 65_000;

export function createDataServer(services: DataServices): Server {
  const timeouts = { requestTimeout: requestTimeoutMs, headersTimeout: headersTimeoutMs, keepAliveTimeout: keepAliveTimeoutMs };
  return createServer(timeouts, (request, response) => {
    handle(request, response, services).catch((error: unknown) => answerError(request, response, { error, logger: services.logger }));
  });
}

/** Paths are compared as they came: no decoding, no normalising, no case folding. */
async function handle(request: IncomingMessage, response: ServerResponse, services: DataServices): Promise<void> {
  const path = request.url?.split('?', 1)[0];
  switch (`${request.method} ${path}`) {
    case 'POST /v1/chat/completions':
      return chat(request, response, services);
    case 'GET /v1/models':
      return sendJson(response, 200, { object: 'list', data: models(services) });
    case 'GET /health':
      return sendJson(response, 200, { status: 'ok' });
    default:
      throw new RequestRefused(404, 'not_found', 'this gateway serves POST /v1/chat/completions, GET /v1/models and GET /health');
  }
}

async function chat(request: IncomingMessage, response: ServerResponse, services: DataServices): Promise<void> {
  const body = readChatBody(await readBytes(request));
  const route = services.table.get(body.model);
  // Only aliases: a version's own name would let clients choose their arm.
  if (route === undefined)
    throw new RequestRefused(404, 'model_not_found', `no model "${body.model}" here; GET /v1/models lists those that are`);
  if (route.arms.length === 0)
    throw new RequestRefused(503, 'model_not_served', `no version of "${body.model}" serves yet; try again later`);
  const bucket = bucketOf(route.splitSalt, stickyKeyOf(request.headers, body.user));
  const { firstByteTimeoutMs, idleTimeoutMs, onEnd } = services;
  const delivery = new Delivery(response, { firstByteTimeoutMs, idleTimeoutMs, onEnd });
  await relay({ body, bucket, headers: requestHeaders(request.headers) }, delivery, services);
}

function models(services: DataServices): readonly unknown[] {
  return services.table
    .list()
    .filter((route) => route.arms.length > 0)
    .map((route) => ({ id: route.model, object: 'model', created: 0, owned_by: 'slipway' }));
}

function answerError(request: IncomingMessage, response: ServerResponse, { error, logger }: { error: unknown; logger: Logger }): void {
  if (request.destroyed && !request.complete) return;
  // What was not read of the request must not be taken for the next one.
  if (!request.complete) response.setHeader('connection', 'close');
  if (error instanceof RequestRefused) sendError(response, error);
  else {
    logger.error({ err: error }, 'a request failed inside the gateway');
    sendError(response, { status: 500, code: 'gateway_error', message: 'the gateway failed; its log says why' });
  }
  request.resume();
}
