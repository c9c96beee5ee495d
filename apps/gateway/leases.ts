/**
 * How long each canary may still go on unattended. Counted on the steady clock while this process lives, so that moving the wall's
 * clock neither keeps a canary for a day nor drops it at once; the wall's time is what people see and what the next process reads.
 */

import type { Route } from '../../domain/route.js';
import type { Clock } from './clock.js';

export interface Lease {
  readonly lengthSeconds: number;
  /** On the steady clock of this process. */
  readonly deadlineMs: number;
}

export interface Leases {
  /** One that begins now; it counts once it is granted. Null: none. */
  begin(lengthSeconds: number | null): Lease | null;
  grant(model: string, lease: Lease | null): void;
  /** One that an earlier process granted: what the wall's clock leaves of it, at most its whole length. */
  resume(route: Route, lengthSeconds: number): void;
  of(model: string): Lease | null;
  /** The route with the end of its lease by the wall's clock as it is now. */
  told(route: Route): Route;
}

/** Rounding, and the slow drift of one clock against the other, are no move of the clock: what was acknowledged is told unchanged. */
const driftMs = 1000;

export function createLeases(clock: Clock): Leases {
  const granted = new Map<string, Lease>();
  return {
    begin: (lengthSeconds) => (lengthSeconds === null ? null : { lengthSeconds, deadlineMs: clock.steadyMs() + lengthSeconds * 1000 }),
    grant(model, lease) {
      if (lease === null) granted.delete(model);
      else granted.set(model, lease);
    },
    resume({ model, leaseExpiresAt }, lengthSeconds) {
      if (leaseExpiresAt === null) return;
      const leftMs = Math.min(Date.parse(leaseExpiresAt) - clock.wallMs(), lengthSeconds * 1000);
      granted.set(model, { lengthSeconds, deadlineMs: clock.steadyMs() + leftMs });
    },
    of: (model) => granted.get(model) ?? null,
    told(route) {
      const lease = granted.get(route.model);
      if (lease === undefined || route.leaseExpiresAt === null) return route;
      const endMs = clock.wallMs() + lease.deadlineMs - clock.steadyMs();
      if (Math.abs(endMs - Date.parse(route.leaseExpiresAt)) < driftMs) return route;
      return { ...route, leaseExpiresAt: new Date(endMs).toISOString() };
    },
  };
}
