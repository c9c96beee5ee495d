/** Who serves each model now. Reads are synchronous and in memory (the data path asks for each request); changes are one at a time and on disk before they count. */

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import pLimit from 'p-limit';
import type { Logger } from 'pino';
import type { Route, RouteArm, RouteChange } from '../../domain/route.js';
import { chooseArm } from '../../domain/traffic-split.js';
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
  /** Called after a change of arms has taken effect, and for each route read at start. */
  readonly onArms: (route: Route) => void;
}

/** Rejects when the state file is damaged. */
export async function openRouteTable(options: RouteTableOptions): Promise<RouteTable> {
  await mkdir(dirname(options.stateFile), { recursive: true });
  const routes = new Map((await loadRoutes(options.stateFile)).map((route) => [route.model, route]));
  for (const route of routes.values()) options.onArms(route);
  const oneAtATime = pLimit(1);
  const noteExpiry = expiryNotes(options.logger);

  /** Disk first: what is acknowledged must survive a crash, and what could not be written must not serve. */
  async function keep(route: Route): Promise<void> {
    const before = routes.get(route.model);
    if (before === route) return;
    await saveRoutes(options.stateFile, [...new Map(routes).set(route.model, route).values()]);
    routes.set(route.model, route);
    if (before?.revision !== route.revision) options.onArms(route);
  }

  return {
    list: () => [...routes.values()],
    get: (model) => routes.get(model),
    choose(model, bucket) {
      const route = routes.get(model);
      if (route === undefined) return undefined;
      const nowMs = Date.now();
      if (isLeaseExpired(route, nowMs)) noteExpiry(route);
      const arm = chooseArm(servingArms(route, nowMs), bucket);
      return arm === undefined ? undefined : { route, arm };
    },
    claim: (model, owner) =>
      oneAtATime(async () => {
        const route = claimed(routes.get(model), model, owner);
        await keep(route);
        return route;
      }),
    change: (change) =>
      oneAtATime(async () => {
        const route = changed(routes.get(change.model), change, Date.now());
        if (!('error' in route)) await keep(route);
        return route;
      }),
  };
}

/** One warning for each lease that ran out, at the first request that it affects. */
function expiryNotes(logger: Logger): (route: Route) => void {
  const noted = new Map<string, string | null>();
  return (route) => {
    if (noted.get(route.model) === route.leaseExpiresAt) return;
    noted.set(route.model, route.leaseExpiresAt);
    logger.warn(
      { model: route.model, owner: route.owner, revision: route.revision, leaseExpiresAt: route.leaseExpiresAt },
      'lease expired: the champion serves alone until the owner sets traffic again',
    );
  };
}
