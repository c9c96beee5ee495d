/** What a claim and a change do to a route, and which arms serve at a given time. Pure; the table beside it keeps and persists the result. */

import { isDeepStrictEqual } from 'node:util';
import type { Route, RouteArm, RouteChange } from '../../domain/route.js';

/** A change that the current route does not admit. */
export type ChangeRefusal =
  | { readonly error: 'superseded'; readonly ownerEpoch: number }
  | { readonly error: 'unclaimed'; readonly ownerEpoch: number };

/** The first claim makes the route; a new owner raises the epoch, so that everything the old one still sends is refused. */
export function claimed(route: Route | undefined, model: string, owner: string): Route {
  if (route === undefined) {
    return { model, ownerEpoch: 1, owner, revision: 0, arms: [], answerChecks: [], splitSalt: '', leaseExpiresAt: null };
  }
  return route.owner === owner ? route : { ...route, owner, ownerEpoch: route.ownerEpoch + 1 };
}

/** The route after the change: the same revision when nothing but the lease moved. */
export function changed(route: Route | undefined, change: RouteChange, nowMs: number): Route | ChangeRefusal {
  // An epoch that was never given out (the state file was lost, say) is as untrustworthy as no claim at all.
  if (route === undefined || change.ownerEpoch > route.ownerEpoch) return { error: 'unclaimed', ownerEpoch: route?.ownerEpoch ?? 0 };
  if (change.ownerEpoch < route.ownerEpoch) return { error: 'superseded', ownerEpoch: route.ownerEpoch };
  const { arms, answerChecks, splitSalt } = change;
  const same = isDeepStrictEqual([arms, answerChecks, splitSalt], [route.arms, route.answerChecks, route.splitSalt]);
  const leaseExpiresAt = change.leaseSeconds === null ? null : new Date(nowMs + change.leaseSeconds * 1000).toISOString();
  return { ...route, arms, answerChecks, splitSalt, leaseExpiresAt, revision: same ? route.revision : route.revision + 1 };
}

/** `nowMs` by the clock that the route's lease is told by. */
export function isLeaseExpired(route: Route, nowMs: number): boolean {
  return route.leaseExpiresAt !== null && Date.parse(route.leaseExpiresAt) <= nowMs;
}

/** Nobody renewed the lease, so nobody is watching the candidate: the champion serves alone until a change arrives. */
export function servingArms(route: Route, nowMs: number): readonly RouteArm[] {
  if (!isLeaseExpired(route, nowMs)) return route.arms;
  return route.arms.map((arm) => ({ ...arm, weightPercent: arm.arm === 'champion' ? 100 : 0 }));
}
