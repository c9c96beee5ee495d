/** Who serves, as the gateway is told and asked: claims, splits, proof of what is served. Looks are in `looks.ts`. */

import { modelRefOf } from '../domain/model-version.js';
import type { AnswerCheck } from '../domain/route.js';
import type { PipelineSpec } from '../configs/spec.js';
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
    setTraffic: ({ model, ownerEpoch, arms, splitSalt, leaseSeconds, resolved }) =>
      withFailureTypes(async () => {
        // Without a spec (a rollback) the checks stay as they are: what is counted must not depend on who flips.
        const answerChecks = resolved === null ? ((await router.route(model))?.answerChecks ?? []) : answerChecksOf(resolved.spec);
        return (await router.setTraffic({ model, ownerEpoch, arms, splitSalt, leaseSeconds, answerChecks })).revision;
      }),
    verifyServed: (question) => verifyServed(deps, question),
    reconcileRoute: (model) => reconcileRoute(deps, model),
  };
}

/** What the gateway counts of answers follows from the task: no key of its own that could disagree with it. */
export function answerChecksOf({ task }: PipelineSpec): AnswerCheck[] {
  const checks: AnswerCheck[] = [{ kind: 'nonEmpty' }];
  if (task.answer === 'json') checks.push({ kind: 'json' });
  if (task.labelPath !== undefined && task.labels !== undefined) {
    checks.push({ kind: 'labelSet', labelPath: task.labelPath, labels: task.labels });
  }
  return checks;
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
