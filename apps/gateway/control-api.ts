/** The gateway's other address: who serves what, what was counted, what was noticed. For the owner of a route and for scrapers, never for clients. */

import Fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import { isModelName } from '../../domain/model-version.js';
import type { TrafficStats } from '../../domain/route.js';
import { DiskFullError } from '../../platform/disk-full.js';
import { claimSchema, routeChangeSchema } from '../../platform/traffic-schemas.js';
import type { Counters } from './counters.js';
import type { EventLog } from './event-log.js';
import type { RouteTable } from './route-table.js';

export interface ControlServices {
  readonly table: RouteTable;
  readonly counters: Counters;
  readonly events: EventLog;
  readonly registry: Registry;
  readonly startId: string;
  /** Fires when the gateway closes: whoever waits for events is answered. */
  readonly closing: AbortSignal;
}

/** Below the usual 30 s of HTTP clients and proxies between. */
const longestWaitSeconds = 25;

const modelParams = z.strictObject({ model: z.string().refine(isModelName, 'expected a model name such as support-triage') });
const eventsQuery = z.strictObject({
  after: z.coerce.number().int().nonnegative().default(0),
  waitSeconds: z.coerce.number().min(0).max(longestWaitSeconds).default(0),
});

export function createControlApi(services: ControlServices): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true });
  answerErrors(app);
  addRoutes(app, services);
  addReadings(app, services);
  return app;
}

function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof z.ZodError) return reply.code(400).send({ error: 'invalid', message: z.prettifyError(error) });
    // Insufficient Storage: what could not be kept does not count, and the old route serves on.
    if (error instanceof DiskFullError) return reply.code(507).send({ error: 'diskFull', message: error.message });
    const status = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
    return reply.code(status).send({ error: 'failed', message: error instanceof Error ? error.message : String(error) });
  });
}

function addRoutes(app: FastifyInstance, { table }: ControlServices): void {
  app.get('/routes', () => table.list());

  app.get('/routes/:model', (request, reply) => {
    const { model } = modelParams.parse(request.params);
    const route = table.get(model);
    return route === undefined ? reply.code(404).send(unknown(model)) : reply.send(route);
  });

  app.post('/routes/:model/claim', (request) => {
    const { model } = modelParams.parse(request.params);
    return table.claim(model, claimSchema.parse(request.body).owner);
  });

  app.put('/routes/:model', async (request, reply) => {
    const { model } = modelParams.parse(request.params);
    const result = await table.change({ model, ...routeChangeSchema.parse(request.body) });
    if (!('error' in result)) return result;
    return reply.code(result.error === 'superseded' ? 409 : 404).send(result);
  });
}

function addReadings(app: FastifyInstance, { table, counters, events, registry, startId, closing }: ControlServices): void {
  app.get('/stats/:model', (request, reply) => {
    const { model } = modelParams.parse(request.params);
    const route = table.get(model);
    if (route === undefined) return reply.code(404).send(unknown(model));
    const stats: TrafficStats = { model, startId, routeRevision: route.revision, at: new Date().toISOString(), arms: counters.of(model) };
    return reply.send(stats);
  });

  app.get('/events', async (request, reply) => {
    const { after, waitSeconds } = eventsQuery.parse(request.query);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    return events.after(after, waitSeconds * 1000, AbortSignal.any([closing, gone.signal]));
  });

  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));

  app.get('/health', () => ({ status: 'ok', startId }));
}

function unknown(model: string): { readonly error: string; readonly message: string } {
  return { error: 'unknown', message: `no route for "${model}"; claim it first` };
}
