/** The wire shapes of the gateway's control API, parsed by the gateway (bodies, state file) and by the router adapter (replies). */

import { z } from 'zod';
import type { GuardrailEvent, Route, RouteChange, TrafficStats } from '../domain/route.js';
import { bucketCount, bucketsOf } from '../domain/traffic-split.js';

const armName = z.enum(['champion', 'candidate', 'holdback']);
const count = z.int().nonnegative();
const instant = z.iso.datetime();

const routeArm = z.strictObject({
  arm: armName,
  version: z.string().min(1),
  modelRef: z.string().min(1),
  // The split deals in hundredths of a percent; a finer weight could not be honoured.
  weightPercent: z.number().min(0).max(100).multipleOf(0.01),
});

const answerCheck = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('nonEmpty') }),
  z.strictObject({ kind: z.literal('json') }),
  z.strictObject({ kind: z.literal('labelSet'), labelPath: z.string().min(1), labels: z.array(z.string()).min(1) }),
]);

const arms = z
  .array(routeArm)
  .refine((list) => new Set(list.map((arm) => arm.arm)).size === list.length, 'each arm may appear once')
  .refine(sumsTo100, 'weights of all arms must sum to 100');

/** Arms are empty only between the first claim and the first change. */
export const routeSchema: z.ZodType<Route> = z.strictObject({
  model: z.string().min(1),
  ownerEpoch: count,
  owner: z.string().min(1),
  revision: count,
  arms: z.union([z.tuple([]), arms]),
  answerChecks: z.array(answerCheck),
  splitSalt: z.string(),
  leaseExpiresAt: instant.nullable(),
});

/** A change without its model, which the path names. */
export const routeChangeSchema: z.ZodType<Omit<RouteChange, 'model'>> = z
  .strictObject({
    ownerEpoch: count,
    arms,
    answerChecks: z.array(answerCheck),
    splitSalt: z.string().min(1),
    leaseSeconds: z.number().positive().nullable(),
  })
  // An expired lease means "champion alone": without a champion there would be nobody to serve.
  .refine((change) => change.leaseSeconds === null || change.arms.some((arm) => arm.arm === 'champion'), 'a lease needs a champion arm');

export const claimSchema = z.strictObject({ owner: z.string().min(1) });

export const supersededSchema = z.strictObject({ error: z.literal('superseded'), ownerEpoch: count });

/** With status 507: the change could not be kept, so it does not count. */
export const diskFullSchema = z.strictObject({ error: z.literal('diskFull'), message: z.string() });

const outcomes = z.strictObject({
  ok: count,
  upstream_4xx: count,
  upstream_5xx: count,
  timeout: count,
  connect_error: count,
  truncated: count,
  empty: count,
  client_abort: count,
});

export const trafficStatsSchema: z.ZodType<TrafficStats> = z.strictObject({
  model: z.string(),
  startId: z.string().min(1),
  routeRevision: count,
  at: instant,
  arms: z.array(
    z.strictObject({
      arm: armName,
      version: z.string(),
      outcomes,
      checked: count,
      invalid: count,
      logDurationSum: z.number(),
      logDurationSquareSum: z.number(),
    }),
  ),
});

export const guardrailEventsSchema: z.ZodType<GuardrailEvent[]> = z.array(
  z.strictObject({
    id: count,
    model: z.string(),
    routeRevision: count,
    version: z.string(),
    reason: z.string(),
    requests: count,
    failures: count,
    at: instant,
  }),
);

function sumsTo100(list: readonly { readonly weightPercent: number }[]): boolean {
  return list.reduce((sum, arm) => sum + bucketsOf(arm), 0) === bucketCount;
}
