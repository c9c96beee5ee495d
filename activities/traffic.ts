/** Who serves, as the gateway is told and asked: claims, splits, proof of what is served. Looks are in `looks.ts`. */

import { modelRefOf } from '../domain/model-version.js';
import { readHead } from '../registry/heads.js';
import type { ActivityDependencies } from './dependencies.js';
import { transient, withFailureTypes } from './failure.js';
import type { TrafficActivities } from './interface.js';
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
  { router, now }: ActivityDependencies,
  change: Parameters<TrafficActivities['setTraffic']>[0],
): ReturnType<TrafficActivities['setTraffic']> {
  const before = await router.route(change.model);
  const answerChecks = change.answerChecks ?? before?.answerChecks ?? [];
  const { revision } = await router.setTraffic({ ...change, answerChecks });
  const lease = before?.leaseExpiresAt ?? null;
  return { revision, restored: lease !== null && Date.parse(lease) < now().getTime() };
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
