/** `RuntimeControl` over the supervisor's control API. Does not retry: its callers are activities, and retries belong to them. */

import { request } from 'undici';
import { z } from 'zod';
import { RemoteDiskFullError } from './disk-full.js';
import type { RunningModel, RuntimeControl } from './ports.js';

/** `put` returns before the model is loaded and `remove` after its process has ended: nothing here takes long. */
const timeoutMilliseconds = 5_000;

const insufficientStorage = 507;

const runningModel = z.strictObject({
  modelRef: z.string(),
  ggufSha256: z.string(),
  state: z.enum(['starting', 'ready', 'failed']),
  address: z.string().nullable(),
  pid: z.number().nullable(),
  restarts: z.number(),
  lastError: z.string().nullable(),
}) satisfies z.ZodType<RunningModel>;

const refusal = z.object({ error: z.string() });

/** The supervisor understood the call and said no, as for a modelRef that is taken by other bytes: a retry says the same. */
export class RuntimeRefusedError extends Error {
  override readonly name = 'RuntimeRefusedError';
}

/** Nobody answers there: the supervisor is being started again, or it is not there at all. */
export class RuntimeAwayError extends Error {
  override readonly name = 'RuntimeAwayError';
}

/** `baseUrl` is the supervisor's, as `http://127.0.0.1:17482`. */
export function createRuntimeControl(baseUrl: string): RuntimeControl {
  const urlOf = (modelRef: string): string => `${baseUrl}/models/${encodeURIComponent(modelRef)}`;
  return {
    async put({ modelRef, ...wanted }) {
      return parse(runningModel, await call('PUT', urlOf(modelRef), { modelRef, ...wanted }));
    },
    async get(modelRef) {
      const reply = await call('GET', urlOf(modelRef));
      return reply.status === 404 ? undefined : parse(runningModel, reply);
    },
    async list() {
      return parse(z.array(runningModel), await call('GET', `${baseUrl}/models`));
    },
    async remove(modelRef) {
      const reply = await call('DELETE', urlOf(modelRef));
      if (reply.status !== 204) throw unexpected(reply);
    },
  };
}

interface Reply {
  readonly status: number;
  readonly url: string;
  readonly text: string;
}

async function call(method: 'GET' | 'PUT' | 'DELETE', url: string, value?: unknown): Promise<Reply> {
  const sent = value === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
  try {
    const { statusCode, body } = await request(url, { method, signal: AbortSignal.timeout(timeoutMilliseconds), ...sent });
    return { status: statusCode, url, text: await body.text() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RuntimeAwayError(`the runtime supervisor did not answer ${method} ${url}: ${reason}; is \`slipway runtime\` running there?`, {
      cause: error,
    });
  }
}

function parse<T>(schema: z.ZodType<T>, reply: Reply): T {
  if (reply.status !== 200) throw unexpected(reply);
  const result = schema.safeParse(jsonOf(reply.text));
  if (result.success) return result.data;
  throw new Error(
    `${reply.url} answered something else than expected (is it a supervisor of this version?): ${z.prettifyError(result.error)}`,
  );
}

function unexpected({ status, url, text }: Reply): Error {
  const told = refusal.safeParse(jsonOf(text));
  const reason = told.success ? told.data.error : text.slice(0, 500);
  if (status === insufficientStorage) return new RemoteDiskFullError(`the runtime supervisor: ${reason}`);
  return status >= 400 && status < 500
    ? new RuntimeRefusedError(reason)
    : new Error(`expected success from ${url}, got ${status}: ${reason}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
