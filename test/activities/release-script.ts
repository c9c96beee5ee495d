/** Everything that a release and its rollback write down, by the real activities on a real store: for tests of what happens when writers die. */

import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { pino } from 'pino';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import type { LookQuestion } from '../../activities/interface.js';
import { createLookActivities } from '../../activities/looks.js';
import { createNotificationActivities } from '../../activities/notification.js';
import { createRegistryActivities } from '../../activities/registry.js';
import type { TrafficStats } from '../../domain/route.js';
import { canonicalJson } from '../../domain/canonical-json.js';
import { createNotifier } from '../../platform/notifier.js';
import type { ObjectStore } from '../../platform/ports.js';
import type { RunResult } from '../../workflows/contract.js';
import { someDependencies } from '../support/dependencies.js';
import { tools } from '../support/golden.js';
import { aDataset, aPass, aServed } from '../support/scripted.js';
import { aResolvedSpec, bothMonitors } from '../support/specs.js';
import { refOf } from '../../registry/stored.js';
import { aRun } from '../registry/harness.js';

export const model = 'support-triage';
const sha = (letter: string): string => letter.repeat(64);
const manifest = canonicalJson({
  model,
  parent: null,
  settings: { heldOutPercent: 10, validationPercent: 5, groupBy: null, labelPath: null },
  splits: {
    train: { rows: 400, bytes: 4_000, sha256: sha('2') },
    validation: { rows: 20, bytes: 200, sha256: sha('3') },
    heldOut: { rows: 80, bytes: 800, sha256: sha('4') },
    anchor: null,
  },
});
const dataset = { ...aDataset, manifest: refOf(`datasets/${model}/manifest.json`, manifest) };
const first = aServed('v1', 'a');
const second = aServed('v2', 'b');

export interface Told {
  /** Of each step that answers something. */
  readonly answers: unknown[];
  readonly logged: string[];
}

/** Each step by a worker of its own: nothing is remembered from one to the next, or from one attempt to the next. */
export function releaseSteps(store: ObjectStore, told: Told): readonly (() => Promise<unknown>)[] {
  const registry = () => createRegistryActivities(aWorker(store, told));
  const looks = () => createLookActivities(aWorker(store, told));
  const aMove = { model, reason: 'as told' };
  const report = {
    rollbackId: 'ft-2',
    trigger: 'judged' as const,
    reason: 'failed',
    from: 'v2',
    to: 'v1',
    fromSha256: sha('b'),
    toSha256: sha('a'),
  };
  const times = { decidedAt: at, flippedAt: at, verifiedAt: at };
  return [
    async () => void (await store.create(dataset.manifest.key, manifest)),
    () => registry().registerVersion(aDraft('ft-1', first)),
    () => registry().moveHead({ ...aMove, runId: 'ft-1', to: first, expected: null }),
    () => registry().registerVersion(aDraft('ft-2', second)),
    () => looks().openWindow(aLook(1)),
    () => looks().judgeLook(aLook(2)),
    () => registry().moveHead({ ...aMove, runId: 'ft-2', to: second, expected: 'v1' }),
    () => looks().judgeLook(aLook(3)),
    () => registry().moveHead({ ...aMove, runId: 'ft-2', to: first, expected: 'v2' }),
    () => registry().recordRollback({ model, requestedBy: 'slipway', report: { ...report, ...times } }),
    () => withoutPage().run(registry().recordRun, aResult()),
    () => createNotificationActivities(aWorker(store, told)).notifyOutcome({ result: aResult(), webhooks: [] }),
  ];
}

const at = '2026-11-21T10:00:00.000Z';

/** An attempt so late that it draws no page: `record-run.test.ts` is about pages, and dozens of them would take long. */
function withoutPage(): MockActivityEnvironment {
  return new MockActivityEnvironment({ attempt: 3 }, { logger: new DefaultLogger('ERROR') });
}

function aWorker(store: ObjectStore, told: Told): ActivityDependencies {
  const logger = pino({ level: 'warn' }, { write: (line: string) => void told.logged.push(line) });
  const notifier = createNotifier({ store, logger, addressOf: () => 'http://127.0.0.1:1' });
  const rest = someDependencies({ store, processes: tools.runner, scratchDir: '/nowhere' });
  // The counters of a gateway go on: a look that is taken again would see others.
  const router = { stats: async () => statsAfter((asked += 100)) };
  return Object.create(rest, { router: { value: router }, notifier: { value: notifier } }) as ActivityDependencies;
}

let asked = 0;

function statsAfter(requests: number): TrafficStats {
  const outcomes = {
    ok: requests,
    upstream_4xx: 0,
    upstream_5xx: 0,
    timeout: 0,
    connect_error: 0,
    truncated: 0,
    empty: 0,
    client_abort: 0,
  };
  const counters = { outcomes, checked: requests, invalid: 0, logDurationSum: 0, logDurationSquareSum: 0 };
  const arms = [
    { arm: 'champion' as const, version: 'v1', ...counters },
    { arm: 'candidate' as const, version: 'v2', ...counters },
  ];
  return { model, startId: 'gateway-1', routeRevision: 1, at, arms };
}

function aDraft(runId: string, { artifact }: typeof first): Parameters<ReturnType<typeof createRegistryActivities>['registerVersion']>[0] {
  const trained = { adapter: artifact.gguf, adapterSha256: sha('c'), merged: artifact.gguf, metadata: {} };
  const context = { model, runId, resolved: aResolvedSpec() };
  return { ...context, decision: 'promote', champion: null, dataset, trained, artifact, verdicts: [aPass] };
}

function aLook(look: number): LookQuestion {
  const sides = { candidate: 'v2', control: 'v1', weightPercent: 5, phase: 'canary' as const, step: 0 };
  const monitors = aResolvedSpec({ release: { monitors: bothMonitors } }).spec.release.monitors;
  return { model, rolloutId: 'ft-2', look, ...sides, plannedLooks: 3, monitors, minimumSamples: 100 };
}

function aResult(): RunResult {
  const { endedAt: _, ...result } = aRun('ft-2', { model, outcome: 'rolled-back', version: 'v2' });
  return result;
}
