/** Scripted activities: what the world answers in a workflow test, and what it was asked. Everything succeeds unless a test says otherwise. */

import { ApplicationFailure } from '@temporalio/common';
import type { Activities, LookQuestion, RollbackAlarm, WaitingAlert } from '../../activities/interface.js';
import type { ImportActivities } from '../../activities/import-interface.js';
import type { ReproductionActivities } from '../../activities/reproduction-interface.js';
import { changed, claimed, isLeaseExpired } from '../../apps/gateway/route-rules.js';
import type { ResolvedSpec } from '../../configs/spec.js';
import type { Route, RouteArm } from '../../domain/route.js';
import { decideAdmission } from '../../domain/admission.js';
import type { Verdict, VerdictOutcome } from '../../domain/verdict.js';
import type { Champion, RollbackReport, RunResult, ServedVersion, TriggerDecision } from '../../workflows/contract.js';

const sha = (letter: string): string => letter.repeat(64);
const ref = (letter: string): { key: string; sha256: string; bytes: number } => ({
  key: `objects/${letter}`,
  sha256: sha(letter),
  bytes: 10,
});

export const aServed = (version: string, letter = 'b'): ServedVersion => ({ version, artifact: { gguf: ref(letter), contextTokens: 512 } });

export const aDataset = { version: sha('d'), manifest: ref('1'), train: ref('2'), validation: ref('3'), heldOut: ref('4'), anchor: null };

export const aChampion = (version = 'v1'): Champion => ({
  ...aServed(version, 'a'),
  dataset: aDataset,
  baseModelSha256: sha('f'),
  recipeDigest: sha('e'),
  chatTemplateSha256: sha('7'),
});

export interface World {
  readonly activities: Activities;
  readonly looks: LookQuestion[];
  readonly traffic: { readonly ownerEpoch: number; readonly arms: readonly RouteArm[]; readonly leaseSeconds: number | null }[];
  readonly heads: string[];
  readonly recorded: RunResult[];
  readonly rollbacks: RollbackReport[];
  readonly notified: RunResult[];
  readonly alarms: RollbackAlarm[];
  /** Who was told that a person is waited for. */
  readonly waits: WaitingAlert[];
  /** Of data, as they came into the audit. */
  readonly reviews: Parameters<Activities['recordDataReview']>[0]['review'][];
  /** As they came into the audit. */
  readonly decisions: TriggerDecision[];
  readonly registered: Parameters<Activities['registerVersion']>[0][];
  /** Versions that were promoted into staging. */
  readonly accepted: string[];
  /** Versions on the production runtime. */
  readonly resident: Set<string>;
  /** Names of activities in the order in which they were called. */
  readonly called: string[];
  champion(): Champion | null;
}

export interface Script {
  readonly resolved: ResolvedSpec;
  readonly champion?: Champion | null;
  /** Outcome of the n-th judged look, from 1. */
  look?(number: number, question: LookQuestion): VerdictOutcome;
  /** The gateway's clock; the real one when left out, by which no lease of a test ever ends. */
  now?(): Promise<number>;
  readonly overrides?: Partial<Activities>;
}

export function aWorld(script: Script): World {
  let champion: Champion | null = script.champion === undefined ? aChampion() : script.champion;
  const world: Omit<World, 'activities'> = {
    looks: [],
    traffic: [],
    heads: [],
    recorded: [],
    rollbacks: [],
    notified: [],
    alarms: [],
    waits: [],
    reviews: [],
    decisions: [],
    registered: [],
    accepted: [],
    resident: new Set(champion === null ? [] : [champion.version]),
    called: [],
    champion: () => champion,
  };
  let versions = champion === null ? 0 : 1;
  let judged = 0;
  const activities: Activities = {
    decideAdmission: async (question) => decideAdmission(question),
    resolveSpec: async () => script.resolved,
    describeRun: async () => 'running',
    recordDecisions: async ({ decisions }) => void world.decisions.push(...decisions),
    validateDataset: async () => ({ outcome: 'accepted', dataset: aDataset, report: ref('5'), reason: '500 new examples' }),
    recordDataReview: async ({ review }) => void world.reviews.push(review),
    train: async () => ({ adapter: ref('6'), adapterSha256: sha('6'), merged: ref('7'), metadata: {} }),
    packageModel: async () => ({ artifact: aServed('v2').artifact, report: ref('8') }),
    diffChatTemplate: async () => null,
    evaluateModel: async () => ({ evidence: ref('9'), summary: 'heldOut 96/100' }),
    judgeGates: async () => ({ decision: 'promote', reason: 'every gate passed', verdicts: [aPass] }),
    readChampion: async () => champion,
    async registerVersion(question) {
      world.registered.push(question);
      versions += 1;
      return `v${versions}`;
    },
    async moveHead({ to, expected }) {
      if ((champion?.version ?? null) !== expected) throw superseded(`the head is at ${champion?.version ?? 'nothing'}, not ${expected}`);
      champion = { ...aChampion(to.version), artifact: to.artifact };
      world.heads.push(to.version);
    },
    resolveRollback: async ({ to }) => ({ target: aServed(to ?? 'v1', 'a') }),
    recordRun: async (result) => void world.recorded.push(result),
    recordRollback: async ({ report }) => void world.rollbacks.push(report),
    stageModel: async ({ served }) => void world.resident.add(served.version),
    async retireModels({ keep }) {
      for (const version of world.resident) if (!keep.includes(version)) world.resident.delete(version);
    },
    ...aGateway(world, script.now ?? (async () => Date.now())),
    verifyServed: async () => undefined,
    openWindow: async () => undefined,
    async judgeLook(question) {
      world.looks.push(question);
      judged += 1;
      return { outcome: script.look?.(judged, question) ?? 'pass', verdicts: [] };
    },
    reconcileRoute: async () => 'match',
    async alarmRollback(alarm) {
      world.alarms.push(alarm);
      return alarm.failure ?? 'no attempt has failed yet';
    },
    notifyWaiting: async (alert) => void world.waits.push(alert),
    notifyOutcome: async ({ result }) => void world.notified.push(result),
    resolvePromotion: async ({ version }) => ({
      promoted: { ...aChampion(version), artifact: aServed(version).artifact, packaging: null },
    }),
    recordPromotion: async ({ version, accepted }) => void (accepted && world.accepted.push(version)),
    ...reproducing(script.resolved),
    ...importing,
    ...script.overrides,
  };
  return { ...world, activities: recordingCalls(activities, world.called) };
}

const aPackaging = { quantization: 'Q4_K_M', tensorTypes: { Q4_K: 2 }, tokenizerSha256: sha('8'), chatTemplate: ref('0') };

/** Whatever is taken in can be served. */
const importing: ImportActivities = {
  mergeAdapter: async () => ref('7'),
  verifyImport: async () => ({ report: ref('8'), packaging: aPackaging }),
  registerImport: async ({ model, runId, gguf }) => ({
    model,
    version: 'v9',
    importId: runId,
    ggufSha256: gguf.sha256,
    contextTokens: 512,
  }),
};

/** As made as recorded. */
function reproducing(resolved: ResolvedSpec): ReproductionActivities {
  return {
    planReproduction: async () => ({ plan: { dataset: aDataset, resolved, host: aHost } }),
    compareTrainingHost: async () => [],
    async concludeReproduction({ model, version, reproductionId, requestedBy, anyway, startedAt, differences, artifact }) {
      const made = artifact.gguf.sha256;
      const parts = [{ name: 'GGUF' as const, recorded: made, made, differences: [] }];
      const endedAt = new Date().toISOString();
      const workflowId = `reproduce/${model}/${reproductionId}`;
      return { model, version, reproductionId, workflowId, outcome: 'same', parts, differences, anyway, requestedBy, startedAt, endedAt };
    },
  };
}

const aHost = { codeVersion: 'test', packageLockSha256: sha('0'), python: '3.11.2', packages: {} };

/** The gateway's own rules for claims, epochs and leases, without its process. */
function aGateway(world: Pick<World, 'traffic'>, now: () => Promise<number>): Pick<Activities, 'claimRoute' | 'setTraffic'> {
  let route: Route | undefined;
  return {
    async claimRoute({ model, owner }) {
      route = claimed(route, model, owner);
      return route.ownerEpoch;
    },
    async setTraffic(change) {
      const nowMs = await now();
      const next = changed(route, { ...change, answerChecks: change.answerChecks ?? [] }, nowMs);
      if ('error' in next) throw superseded(`the route is held at epoch ${next.ownerEpoch}, this change came with ${change.ownerEpoch}`);
      const restored = route !== undefined && isLeaseExpired(route, nowMs);
      route = next;
      if (JSON.stringify(world.traffic.at(-1)?.arms) !== JSON.stringify(change.arms)) world.traffic.push(change);
      return { revision: next.revision, restored };
    },
  };
}

function superseded(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'Superseded');
}

export const aPass: Verdict = {
  gate: 'accuracy',
  verdict: 'pass',
  severity: 'block',
  observed: 0.96,
  limit: 0.9,
  samples: 100,
  reason: 'as good as the champion',
};

function recordingCalls(activities: Activities, called: string[]): Activities {
  const entries = Object.entries(activities).map(([name, perform]: [string, (argument: never) => Promise<unknown>]) => [
    name,
    (argument: never) => {
      called.push(name);
      return perform(argument);
    },
  ]);
  return Object.fromEntries(entries) as Activities;
}
