/** Who serves each model now. Reads are synchronous and in memory (the data path asks for each request); changes are one at a time and on disk before they count. */

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import pLimit from 'p-limit';
import type { Logger } from 'pino';
import type { Route, RouteArm, RouteChange } from '../../domain/route.js';
import { chooseArm } from '../../domain/traffic-split.js';
import type { Clock } from './clock.js';
import { createLeases, type Lease } from './leases.js';
import { loadRoutes, saveRoutes } from './route-file.js';
import { changed, claimed, isLeaseExpired, servingArms, type ChangeRefusal } from './route-rules.js';

/** One decision of the split. */
export interface Choice {
  readonly route: Route;
  readonly arm: RouteArm;
}

export interface RouteTable {
  list(): readonly Route[];
  get(model: string): Route | undefined;
  /** Undefined when no arm serves the model (unknown, or claimed and not yet set). */
  choose(model: string, bucket: number): Choice | undefined;
  claim(model: string, owner: string): Promise<Route>;
  change(change: RouteChange): Promise<Route | ChangeRefusal>;
}

export interface RouteTableOptions {
  readonly stateFile: string;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Called after a change of arms has taken effect, and for each route read at start. */
  readonly onArms: (route: Route) => void;
}

/** For a lease whose length the file does not say: no rollout takes a shorter one. */
const shortestLeaseSeconds = 900;

/** Rejects when the state file is damaged. */
export async function openRouteTable(options: RouteTableOptions): Promise<RouteTable> {
  await mkdir(dirname(options.stateFile), { recursive: true });
  const leases = createLeases(options.clock);
  const routes = new Map<string, Route>();
  const stored = await loadRoutes(options.stateFile);
  for (const route of stored.routes) {
    routes.set(route.model, route);
    leases.resume(route, stored.leaseSeconds[route.model] ?? shortestLeaseSeconds);
    options.onArms(route);
  }
  const oneAtATime = pLimit(1);
  const noteExpiry = expiryNotes(options.logger);
  const present = (model: string): Route | undefined => {
    const route = routes.get(model);
    return route === undefined ? undefined : leases.told(route);
  };

  /** Disk first: what is acknowledged must survive a crash, and what could not be written must not serve. */
  async function keep(route: Route, lease: Lease | null): Promise<void> {
    const before = routes.get(route.model);
    const next = new Map([...routes.values()].map((other) => [other.model, leases.told(other)])).set(route.model, route);
    const leaseOf = (model: string): Lease | null => (model === route.model ? lease : leases.of(model));
    await saveRoutes(options.stateFile, {
      routes: [...next.values()],
      leaseSeconds: Object.fromEntries([...next.keys()].map((model) => [model, leaseOf(model)?.lengthSeconds ?? null])),
    });
    routes.set(route.model, route);
    leases.grant(route.model, lease);
    if (before?.revision !== route.revision) options.onArms(route);
  }

  return {
    list: () => [...routes.values()].map((route) => leases.told(route)),
    get: present,
    choose(model, bucket) {
      const route = present(model);
      if (route === undefined) return undefined;
      const nowMs = options.clock.wallMs();
      if (isLeaseExpired(route, nowMs)) noteExpiry(route, leases.of(model));
      const arm = chooseArm(servingArms(route, nowMs), bucket);
      return arm === undefined ? undefined : { route, arm };
    },
    claim: (model, owner) =>
      oneAtATime(async () => {
        const before = present(model);
        const route = claimed(before, model, owner);
        if (route !== before) await keep(route, leases.of(model));
        return route;
      }),
    change: (change) =>
      oneAtATime(async () => {
        const lease = leases.begin(change.leaseSeconds);
        const route = changed(present(change.model), change, options.clock.wallMs());
        if (!('error' in route)) await keep(route, lease);
        return route;
      }),
  };
}

/** One warning for each lease that ran out, at the first request that it affects. */
function expiryNotes(logger: Logger): (route: Route, lease: Lease | null) => void {
  const noted = new WeakSet<Lease>();
  return ({ model, owner, revision, leaseExpiresAt }, lease) => {
    if (lease === null || noted.has(lease)) return;
    noted.add(lease);
    logger.warn({ model, owner, revision, leaseExpiresAt }, 'lease expired: the champion serves alone until the owner sets traffic again');
  };
}
