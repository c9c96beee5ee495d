/** `TrafficRouter` over the gateway's control API. Does not retry: its callers are activities, and retries belong to them. */

import { request } from 'undici';
import { z } from 'zod';
import type { GuardrailEvent } from '../domain/route.js';
import { RemoteDiskFullError } from './disk-full.js';
import { SupersededError, type TrafficRouter } from './ports.js';
import { diskFullSchema, guardrailEventsSchema, routeSchema, supersededSchema, trafficStatsSchema } from './traffic-schemas.js';

/** The control API answers from memory, or after one fsync. */
const timeoutMs = 5000;

/** The gateway holds a poll for up to 25 s. */
const pollSeconds = 25;
const pollTimeoutMs = 30_000;

export function createTrafficRouter(controlUrl: string): TrafficRouter {
  const pathOf = (model: string) => `${controlUrl}/routes/${encodeURIComponent(model)}`;
  return {
    async route(model) {
      const reply = await call('GET', pathOf(model));
      return reply.status === 404 ? undefined : parse(routeSchema, reply);
    },
    async claim(model, owner) {
      return parse(routeSchema, await call('POST', `${pathOf(model)}/claim`, { owner }));
    },
    async setTraffic({ model, ...change }) {
      const reply = await call('PUT', pathOf(model), change);
      if (reply.status === 409) {
        const { ownerEpoch } = parseBody(supersededSchema, reply);
        throw new SupersededError(
          `the route of ${model} is held at epoch ${ownerEpoch}, this change came with ${change.ownerEpoch}: its owner was replaced`,
        );
      }
      return parse(routeSchema, reply);
    },
    async stats(model) {
      return parse(trafficStatsSchema, await call('GET', `${controlUrl}/stats/${encodeURIComponent(model)}`));
    },
  };
}

/** Events with an id above `after`: at once if there are any, else waits up to 25 s for one and then answers with none. Rejects when `signal` fires. */
export async function guardrailEvents(controlUrl: string, after: number, signal: AbortSignal): Promise<readonly GuardrailEvent[]> {
  const url = `${controlUrl}/events?after=${after}&waitSeconds=${pollSeconds}`;
  const { statusCode, body } = await request(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(pollTimeoutMs)]) });
  return parse(guardrailEventsSchema, { status: statusCode, url, text: await body.text() });
}

interface Reply {
  readonly status: number;
  readonly url: string;
  readonly text: string;
}

async function call(method: 'GET' | 'POST' | 'PUT', url: string, value?: unknown): Promise<Reply> {
  const sent = value === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
  const { statusCode, body } = await request(url, { method, signal: AbortSignal.timeout(timeoutMs), ...sent });
  return { status: statusCode, url, text: await body.text() };
}

function parse<T>(schema: z.ZodType<T>, reply: Reply): T {
  if (reply.status === 507) throw new RemoteDiskFullError(`the gateway: ${parseBody(diskFullSchema, reply).message}`);
  if (reply.status !== 200) throw new Error(`expected 200 from ${reply.url}, got ${reply.status}: ${reply.text.slice(0, 500)}`);
  return parseBody(schema, reply);
}

function parseBody<T>(schema: z.ZodType<T>, reply: Reply): T {
  const result = schema.safeParse(parseJson(reply.text));
  if (result.success) return result.data;
  throw new Error(
    `${reply.url} answered something else than expected (is it the gateway's control API, of this version?): ${z.prettifyError(result.error)}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
