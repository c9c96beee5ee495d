/** The worker's metrics, by prom-client, and its health, served on loopback. */

import { createServer, type Server } from 'node:http';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RunMetrics } from '../activities/dependencies.js';
import { metricNames } from '../platform/metric-names.js';

export interface WorkerMetrics {
  readonly run: RunMetrics;
  /** Resolves to the address; port 0 takes a free one. `/health` answers 200 while `healthy` says so, else 503. */
  listen(port: number, healthy: () => boolean): Promise<{ readonly url: string; close(): Promise<void> }>;
}

export function createWorkerMetrics(): WorkerMetrics {
  const registry = new Registry();
  const registers = [registry];
  const runs = new Counter({ ...definition(metricNames.runs), registers });
  const stages = new Histogram({
    ...definition(metricNames.stageDuration),
    buckets: [1, 5, 15, 60, 300, 1800, 7200, 43_200, 172_800],
    registers,
  });
  const rollbacks = new Counter({ ...definition(metricNames.rollbacks), registers });
  const steps = new Gauge({ ...definition(metricNames.trainingStep), registers });
  const losses = new Gauge({ ...definition(metricNames.trainingLoss), registers });
  const run: RunMetrics = {
    runEnded: (model, outcome) => runs.inc({ model, outcome }),
    stageEnded: (model, stage, seconds) => stages.observe({ model, stage }, seconds),
    rolledBack: (model, trigger) => rollbacks.inc({ model, trigger }),
    trainingStep(model, step, loss) {
      steps.set({ model }, step);
      if (loss !== null) losses.set({ model }, loss);
    },
  };
  return { run, listen: (port, healthy) => listen(registry, port, healthy) };
}

/** prom-client calls the labels `labelNames`. */
function definition<Label extends string>(metric: {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
}): {
  name: string;
  help: string;
  labelNames: Label[];
} {
  return { name: metric.name, help: metric.help, labelNames: [...metric.labels] };
}

async function listen(registry: Registry, port: number, healthy: () => boolean): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/health') {
      const well = healthy();
      response.writeHead(well ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify({ healthy: well }));
      return;
    }
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    void registry.metrics().then((text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${portOf(server)}`, close: () => new Promise((resolve) => void server.close(() => resolve())) };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
  return address.port;
}
