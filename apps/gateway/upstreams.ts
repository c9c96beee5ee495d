/** From modelRef to a connection pool. The supervisor knows the addresses; this keeps its last answer, so that it may be away while models serve. */

import { setTimeout as delay } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Logger } from 'pino';
import { Pool } from 'undici';
import type { RuntimeControl } from '../../platform/ports.js';

export interface Upstream {
  readonly pool: Pool;
  /** Requests wait here for a slot. */
  readonly queue: LimitFunction;
}

export interface Upstreams {
  /** Undefined when the supervisor lists no ready process for it. */
  find(modelRef: string): Promise<Upstream | undefined>;
  /** The next `find` asks the supervisor again: the address it gave does not answer. */
  doubt(): void;
  close(): Promise<void>;
}

/**
 * Requests at once to one inference process. llama.cpp's server does not notice the abort of a request that waits inside it, so what waits
 * must wait here. The same 2 as the default `parallel` of the llama-server runtime: the supervisor's list does not carry the number.
 */
const parallelRequests = 2;

/** An address is trusted for this long: the port of a dead process may be given to another model's. */
const freshMs = 1000;

/** A supervisor that does not answer must not hold up requests whose address is known. */
const patienceMs = 1000;

/** Below the 5 s after which llama.cpp's server drops an idle connection, so that we never write into one that it is closing. */
const keepAliveMs = 2000;

const connectTimeoutMs = 2000;

export function createUpstreams(runtime: RuntimeControl, logger: Logger): Upstreams {
  const byAddress = new Map<string, Upstream>();
  let addresses: ReadonlyMap<string, string> = new Map();
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    try {
      const models = await runtime.list();
      addresses = new Map(
        models.flatMap(({ modelRef, state, address }) => (state === 'ready' && address !== null ? [[modelRef, address]] : [])),
      );
      retire(byAddress, new Set(addresses.values()));
    } catch (error) {
      logger.warn({ err: error }, 'the runtime supervisor does not answer: serving from the addresses it gave last');
    }
    askedAtMs = performance.now();
    asking = undefined;
  }

  return {
    async find(modelRef) {
      if (performance.now() - askedAtMs >= freshMs) {
        asking ??= ask();
        await Promise.race([asking, delay(patienceMs, undefined, { ref: false })]);
      }
      const address = addresses.get(modelRef);
      if (address === undefined) return undefined;
      const upstream = byAddress.get(address) ?? openUpstream(address);
      byAddress.set(address, upstream);
      return upstream;
    },
    doubt() {
      askedAtMs = Number.NEGATIVE_INFINITY;
    },
    async close() {
      await Promise.all([...byAddress.values()].map((upstream) => upstream.pool.destroy()));
    },
  };
}

function openUpstream(address: string): Upstream {
  const pool = new Pool(address, {
    connections: parallelRequests,
    pipelining: 1,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    connect: { timeout: connectTimeoutMs },
  });
  return { pool, queue: pLimit(parallelRequests) };
}

/** Answers in flight on an address that is no longer listed are let finish. */
function retire(byAddress: Map<string, Upstream>, listed: ReadonlySet<string>): void {
  for (const [address, upstream] of byAddress) {
    if (listed.has(address)) continue;
    byAddress.delete(address);
    void upstream.pool.close();
  }
}
