/** Notices a disaster without waiting for a look: a candidate that fails a fifth of its requests, and far more often than its control. */

import type { Arm, GuardrailEvent, RequestOutcome, Route } from '../../domain/route.js';
import type { Clock } from './clock.js';
import type { Observation } from './counters.js';
import type { Choice } from './route-table.js';

export interface Share {
  readonly requests: number;
  readonly failures: number;
}

const windowMs = 5 * 60_000;
/** Counts are kept in slots, so that memory does not grow with traffic. */
const slotMs = 10_000;
const minimumRequests = 20;
const minimumFailureShare = 0.2;
const timesControl = 5;

/** `failures` of at least 20 requests make at least 20 %, and 5 times the control's share: when everybody fails, the candidate is not the cause. */
export function isDisaster(candidate: Share, control: Share): boolean {
  if (candidate.requests < minimumRequests) return false;
  return shareOf(candidate) >= Math.max(minimumFailureShare, timesControl * shareOf(control));
}

export interface Guardrail {
  /** Counts anew with every change of the split: what was seen under another one neither accuses nor excuses this one. */
  prepare(route: Route): void;
  /** What to report, at most once for each revision of a route. `route` is the current one. */
  observe(choice: Choice, observation: Observation): Omit<GuardrailEvent, 'id'> | undefined;
}

interface Slot {
  readonly startMs: number;
  requests: number;
  failures: number;
}

export function createGuardrail(clock: Clock): Guardrail {
  const seen = new Map<string, Map<string, Slot[]>>();
  const reportedRevisions = new Map<string, number>();
  const countedRevisions = new Map<string, number>();

  return {
    prepare(route) {
      if (countedRevisions.get(route.model) === route.revision) return;
      countedRevisions.set(route.model, route.revision);
      seen.delete(route.model);
    },
    observe({ route, arm }, observation) {
      // A late answer of an arm that has left the route says nothing about the present one.
      if (observation.outcome === 'client_abort' || !route.arms.some((present) => keyOf(present) === keyOf(arm))) return undefined;
      // A window on the wall's clock would stand still for a day, or be emptied at once, when somebody moves it.
      const nowMs = clock.steadyMs();
      const arms = seen.get(route.model) ?? new Map<string, Slot[]>();
      seen.set(route.model, arms);
      const slots = recent(arms.get(keyOf(arm)) ?? [], nowMs);
      arms.set(keyOf(arm), slots);
      note(slots, isFailure(observation), nowMs);
      if (arm.arm !== 'candidate' || reportedRevisions.get(route.model) === route.revision) return undefined;
      const candidate = total(slots);
      const control = total(
        route.arms.filter((other) => other.arm !== 'candidate').flatMap((other) => recent(arms.get(keyOf(other)) ?? [], nowMs)),
      );
      if (!isDisaster(candidate, control)) return undefined;
      reportedRevisions.set(route.model, route.revision);
      const reason = `${candidate.failures} of ${candidate.requests} requests to ${arm.version} failed within 5 min; control ${control.failures} of ${control.requests}`;
      return {
        model: route.model,
        routeRevision: route.revision,
        version: arm.version,
        reason,
        ...candidate,
        at: new Date(clock.wallMs()).toISOString(),
      };
    },
  };
}

/** One request is one failure at most, however it failed. The client's own mistakes (4xx) are none. */
function isFailure({ outcome, validity }: Observation): boolean {
  return validity === 'invalid' || failureOutcomes.has(outcome);
}

const failureOutcomes: ReadonlySet<RequestOutcome> = new Set(['upstream_5xx', 'timeout', 'connect_error', 'truncated', 'empty']);

function note(slots: Slot[], failed: boolean, nowMs: number): void {
  const last = slots.at(-1);
  const slot = last !== undefined && nowMs - last.startMs < slotMs ? last : { startMs: nowMs, requests: 0, failures: 0 };
  if (slot !== last) slots.push(slot);
  slot.requests += 1;
  if (failed) slot.failures += 1;
}

function recent(slots: readonly Slot[], nowMs: number): Slot[] {
  return slots.filter((slot) => nowMs - slot.startMs < windowMs);
}

function total(slots: readonly Slot[]): Share {
  return slots.reduce((sum, slot) => ({ requests: sum.requests + slot.requests, failures: sum.failures + slot.failures }), {
    requests: 0,
    failures: 0,
  });
}

function shareOf({ requests, failures }: Share): number {
  return requests === 0 ? 0 : failures / requests;
}

function keyOf(arm: { readonly arm: Arm; readonly version: string }): string {
  return `${arm.arm} ${arm.version}`;
}
