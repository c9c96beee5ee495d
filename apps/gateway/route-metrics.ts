/** The route table as gauges, read from it at each scrape, so that they can never disagree with what is served. */

import { Gauge, type Registry } from 'prom-client';
import { metricNames, type MetricDefinition } from '../../platform/metric-names.js';
import type { Clock } from './clock.js';
import { isLeaseExpired, servingArms } from './route-rules.js';
import type { RouteTable } from './route-table.js';

export function registerRouteMetrics(registry: Registry, table: RouteTable, clock: Clock): void {
  gauge(registry, metricNames.routeWeight, (set) => {
    for (const route of table.list()) {
      for (const arm of servingArms(route, clock.wallMs())) {
        set({ model: route.model, version: arm.version, arm: arm.arm }, arm.weightPercent);
      }
    }
  });
  gauge(registry, metricNames.routeOwnerEpoch, (set) => {
    for (const route of table.list()) set({ model: route.model }, route.ownerEpoch);
  });
  gauge(registry, metricNames.routeLeaseExpired, (set) => {
    for (const route of table.list()) set({ model: route.model }, isLeaseExpired(route, clock.wallMs()) ? 1 : 0);
  });
}

type Set = (labels: Record<string, string>, value: number) => void;

function gauge(registry: Registry, definition: MetricDefinition, read: (set: Set) => void): void {
  registry.registerMetric(
    new Gauge({
      name: definition.name,
      help: definition.help,
      labelNames: [...definition.labels],
      registers: [],
      collect() {
        // Arms that left the route must leave the scrape too.
        this.reset();
        read((labels, value) => this.set(labels, value));
      },
    }),
  );
}
