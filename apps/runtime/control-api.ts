/** The supervisor's control API. Loopback only and without authentication: who may start programs here may do this as well. */

import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';
import { DiskFullError } from '../../platform/disk-full.js';
import { ModelRefTakenError, type Supervisor } from './supervisor.js';
import { wantedModel } from './wanted-list.js';

interface ModelParams {
  Params: { modelRef: string };
}

export function createControlApi(supervisor: Supervisor): FastifyInstance {
  const app = Fastify();
  app.setErrorHandler((error, _request, reply) => refuse(reply, statusOf(error), error instanceof Error ? error.message : String(error)));
  app.get('/health', () => ({ status: 'ok' }));
  app.get('/models', () => supervisor.list());
  app.get<ModelParams>('/models/:modelRef', (request, reply) => {
    const { modelRef } = request.params;
    return supervisor.get(modelRef) ?? refuse(reply, 404, `${modelRef} is not wanted here`);
  });
  app.put<ModelParams>('/models/:modelRef', (request, reply) => {
    const body = wantedModel.safeParse(request.body);
    if (!body.success) return refuse(reply, 400, `expected a wanted model: ${z.prettifyError(body.error)}`);
    const { modelRef } = request.params;
    if (body.data.modelRef !== modelRef)
      return refuse(reply, 400, `expected modelRef ${modelRef} as in the address, the body says ${body.data.modelRef}`);
    return supervisor.put(body.data);
  });
  app.delete<ModelParams>('/models/:modelRef', async (request, reply) => {
    await supervisor.remove(request.params.modelRef);
    return reply.code(204).send();
  });
  return app;
}

function statusOf(error: unknown): number {
  if (error instanceof ModelRefTakenError) return 409;
  // Insufficient Storage: what could not be written down does not count.
  if (error instanceof DiskFullError) return 507;
  // Fastify's own, as for a body that is no JSON.
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
}

function refuse(reply: FastifyReply, status: number, error: string): FastifyReply {
  return reply.code(status).send({ error });
}
