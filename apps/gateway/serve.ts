/** Puts the gateway together around any `RuntimeControl`; `main.ts` gives it the real one. */

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import type { RuntimeControl } from '../../platform/ports.js';
import { systemClock, type Clock } from './clock.js';
import { createControlApi } from './control-api.js';
import { createCounters } from './counters.js';
import { createDataServer, type DataServices } from './data-server.js';
import { createEventLog } from './event-log.js';
import { createGuardrail } from './guardrail.js';
import { registerRouteMetrics } from './route-metrics.js';
import { openRouteTable } from './route-table.js';
import { createUpstreams } from './upstreams.js';

export interface GatewayOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly controlPort: number;
  readonly stateFile: string;
  readonly host?: string;
  readonly logger: Logger;
  /** 60 s unless given: a cold model may load and prefill for a while. */
  readonly firstByteTimeoutMs?: number;
  /** 60 s unless given. */
  readonly idleTimeoutMs?: number;
  /** The machine's unless given. */
  readonly clock?: Clock;
}

export interface Gateway {
  readonly url: string;
  readonly controlUrl: string;
  /** Lets answers in flight finish for a few seconds, then cuts them. */
  close(): Promise<void>;
}

const defaultTimeoutMs = 60_000;
const closeGraceMs = 3000;

/** Rejects when the state file is damaged or a port is taken. */
export async function serveGateway(options: GatewayOptions, runtime: RuntimeControl): Promise<Gateway> {
  const {
    logger,
    host = '127.0.0.1',
    firstByteTimeoutMs = defaultTimeoutMs,
    idleTimeoutMs = defaultTimeoutMs,
    clock = systemClock,
  } = options;
  const registry = new Registry();
  const counters = createCounters(registry);
  const guardrail = createGuardrail(clock);
  const events = createEventLog(clock.wallMs());
  const table = await openRouteTable({
    stateFile: options.stateFile,
    logger,
    clock,
    onArms(route) {
      counters.prepare(route);
      guardrail.prepare(route);
    },
  });
  registerRouteMetrics(registry, table, clock);
  const upstreams = createUpstreams(runtime, logger);

  const onEnd: DataServices['onEnd'] = ({ route, arm }, observation) => {
    counters.record(route.model, arm, observation);
    const event = guardrail.observe({ route: table.get(route.model) ?? route, arm }, observation);
    if (event !== undefined) logger.warn({ event: events.append(event) }, 'guardrail: the candidate fails');
  };

  const dataServer = createDataServer({ table, upstreams, logger, firstByteTimeoutMs, idleTimeoutMs, onEnd });
  const closing = new AbortController();
  const controlApi = createControlApi({ table, counters, events, registry, startId: randomUUID(), closing: closing.signal });
  const url = await listen(dataServer, options.port, host);
  const controlUrl = await controlApi.listen({ port: options.controlPort, host }).catch(async (error: unknown) => {
    await closeServer(dataServer);
    throw error;
  });
  logger.info({ url, controlUrl, models: table.list().length }, 'gateway serves');
  return {
    url,
    controlUrl,
    async close() {
      closing.abort();
      await Promise.all([controlApi.close(), closeServer(dataServer)]);
      await upstreams.close();
    },
  };
}

async function listen(server: Server, port: number, host: string): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  return `http://${host}:${taken}`;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const cut = setTimeout(() => server.closeAllConnections(), closeGraceMs);
  await closed;
  clearTimeout(cut);
}
