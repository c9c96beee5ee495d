/** Who serves, as the gateway is told and asked: claims, splits, proof of what is served. Looks are in `looks.ts`. */

import { log } from '@temporalio/activity';
import { modelRefOf } from '../domain/model-version.js';
import type { Route } from '../domain/route.js';
import { readHead } from '../registry/heads.js';
import { writeAudit, type AuditedEvent } from './audit.js';
import type { ActivityDependencies } from './dependencies.js';
import { transient, withFailureTypes } from './failure.js';
import type { TrafficActivities, WeightAudit } from './interface.js';
import { createLookActivities } from './looks.js';

export function createTrafficActivities(deps: ActivityDependencies): TrafficActivities {
  const { router } = deps;
  return {
    ...createLookActivities(deps),
    claimRoute: async ({ model, owner }) => (await router.claim(model, owner)).ownerEpoch,
    setTraffic: (change) => withFailureTypes(() => setTraffic(deps, change)),
    verifyServed: (question) => verifyServed(deps, question),
    reconcileRoute: (model) => reconcileRoute(deps, model),
  };
}

async function setTraffic(
  deps: ActivityDependencies,
  { audited = null, ...change }: Parameters<TrafficActivities['setTraffic']>[0],
): ReturnType<TrafficActivities['setTraffic']> {
  const { router, now } = deps;
  const before = await router.route(change.model);
  const answerChecks = change.answerChecks ?? before?.answerChecks ?? [];
  const route = await router.setTraffic({ ...change, answerChecks });
  const lease = before?.leaseExpiresAt ?? null;
  const expiredAt = lease !== null && Date.parse(lease) < now().getTime() ? lease : null;
  // After the route: what users get never waits for what is written of it.
  if (audited !== null) await auditWeights(deps, { route, audited, expiredAt });
  return { revision: route.revision, restored: expiredAt !== null };
}

interface Weighed {
  readonly route: Route;
  readonly audited: WeightAudit;
  /** When the lease ran out that this change has renewed; null when it had not. */
  readonly expiredAt: string | null;
}

async function auditWeights(deps: ActivityDependencies, weighed: Weighed): Promise<void> {
  const { audited, expiredAt } = weighed;
  if (audited.reason !== null) await writeAudit(deps, eventOf(weighed, audited.reason));
  if (audited.reason !== null || expiredAt === null) return;
  const restored = `the lease had run out at ${expiredAt}; the champion had served alone since, and the weight is as it was again`;
  // Not thrown: another attempt would find the lease renewed, and take the time without the candidate for a time with it.
  await writeAudit(deps, eventOf(weighed, restored)).catch((error: unknown) =>
    log.error('a weight that was restored is not in the audit', { model: weighed.route.model, expiredAt, error }),
  );
}

/** Once for each revision of the route, and once for each lease that ran out, which changes no revision. */
function eventOf({ route, audited, expiredAt }: Weighed, reason: string): AuditedEvent {
  const { model, arms, revision, owner, ownerEpoch } = route;
  const { runId, candidate } = audited;
  return {
    model,
    actor: `run:${runId}`,
    action: 'weight-changed',
    subject: candidate,
    details: {
      weightPercent: arms.find((arm) => arm.version === candidate)?.weightPercent ?? 0,
      arms: arms.map(({ arm, version, weightPercent }) => ({ arm, version, weightPercent })),
      revision,
      owner,
      ownerEpoch,
      reason,
    },
    idempotencyKey: `weight-changed/${runId}/${ownerEpoch}/${revision}${audited.reason === null ? `/${expiredAt}` : ''}`,
  };
}

/** The largest arm of the route is the expected version, and the process behind it holds the expected bytes. */
async function verifyServed(
  deps: ActivityDependencies,
  { model, expected }: Parameters<TrafficActivities['verifyServed']>[0],
): Promise<void> {
  const route = await deps.router.route(model);
  const arm = route?.arms.toSorted((left, right) => right.weightPercent - left.weightPercent)[0];
  if (arm?.version !== expected.version) {
    throw transient(
      'RollbackUnverified',
      `${model}: expected the gateway to serve ${expected.version}, its route says ${arm?.version ?? 'nothing'}`,
    );
  }
  const running = await deps.production.get(modelRefOf(model, expected.version));
  const { sha256 } = expected.artifact.gguf;
  if (running?.state === 'ready' && running.ggufSha256 === sha256) return;
  throw transient(
    'RollbackUnverified',
    `${model}: expected ${expected.version} ready with SHA-256 ${sha256}, the runtime says ${running?.state ?? 'unknown'} with ${running?.ggufSha256 ?? 'none'}`,
  );
}

async function reconcileRoute(deps: ActivityDependencies, model: string): Promise<'match' | 'mismatch' | 'unreleased'> {
  const head = await readHead(deps.store, model, 'production');
  if (head === undefined) return 'unreleased';
  const route = await deps.router.route(model);
  const served = route?.arms.map((arm) => arm.version) ?? [];
  if (served.includes(head.version)) return 'match';
  await deps.notifier.notify(`${model}/route-mismatch/${head.version}/${route?.revision ?? 0}`, {
    webhooks: [],
    alert: {
      model,
      runId: head.runId,
      stage: 'serving',
      outcome: 'route-mismatch',
      reason: `the registry says ${head.version}, the gateway serves ${served.join(', ') || 'nothing'}`,
      nextStep: `serve it again with: slipway rollback ${model} --to ${head.version} --reason "route mismatch"`,
    },
  });
  return 'mismatch';
}
