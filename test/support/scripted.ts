/** Scripted activities: what the world answers in a workflow test, and what it was asked. Everything succeeds unless a test says otherwise. */

import type { Activities, LookQuestion } from '../../activities/interface.js';
import type { ResolvedSpec } from '../../configs/spec.js';
import type { RouteArm } from '../../domain/route.js';
import { decideAdmission } from '../../domain/admission.js';
import type { Verdict, VerdictOutcome } from '../../domain/verdict.js';
import type { Champion, RunResult, ServedVersion } from '../../workflows/contract.js';

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
});

export interface World {
  readonly activities: Activities;
  readonly looks: LookQuestion[];
  readonly traffic: { readonly ownerEpoch: number; readonly arms: readonly RouteArm[]; readonly leaseSeconds: number | null }[];
  readonly heads: string[];
  readonly recorded: RunResult[];
  readonly notified: RunResult[];
  /** Names of activities in the order in which they were called. */
  readonly called: string[];
}

export interface Script {
  readonly resolved: ResolvedSpec;
  readonly champion?: Champion | null;
  /** Outcome of the n-th judged look, from 1. */
  look?(number: number, question: LookQuestion): VerdictOutcome;
  readonly overrides?: Partial<Activities>;
}

export function aWorld(script: Script): World {
  const world = { looks: [], traffic: [], heads: [], recorded: [], notified: [], called: [] } as Omit<World, 'activities'>;
  let champion: Champion | null = script.champion === undefined ? aChampion() : script.champion;
  let epoch = 0;
  let versions = champion === null ? 0 : 1;
  let judged = 0;
  const activities: Activities = {
    decideAdmission: async (question) => decideAdmission(question),
    resolveSpec: async () => script.resolved,
    describeRun: async () => 'running',
    validateDataset: async () => ({ outcome: 'accepted', dataset: aDataset, report: ref('5'), reason: '500 new examples' }),
    train: async () => ({ adapter: ref('6'), adapterSha256: sha('6'), merged: ref('7'), metadata: {} }),
    packageModel: async () => ({ artifact: aServed('v2').artifact, report: ref('8') }),
    evaluateModel: async () => ({ evidence: ref('9'), summary: 'heldOut 96/100' }),
    judgeGates: async () => ({ decision: 'promote', reason: 'every gate passed', verdicts: [aPass] }),
    readChampion: async () => champion,
    async registerVersion() {
      versions += 1;
      return `v${versions}`;
    },
    async moveHead({ to }) {
      champion = { ...aChampion(to.version), artifact: to.artifact };
      world.heads.push(to.version);
    },
    resolveRollback: async ({ to }) => ({ target: aServed(to ?? 'v1', 'a') }),
    recordRun: async (result) => void world.recorded.push(result),
    recordRollback: async () => undefined,
    stageModel: async () => undefined,
    retireModels: async () => undefined,
    async claimRoute() {
      epoch += 1;
      return epoch;
    },
    async setTraffic(change) {
      if (JSON.stringify(world.traffic.at(-1)?.arms) !== JSON.stringify(change.arms)) world.traffic.push(change);
      return { revision: world.traffic.length, restored: false };
    },
    verifyServed: async () => undefined,
    openWindow: async () => undefined,
    async judgeLook(question) {
      world.looks.push(question);
      judged += 1;
      return { outcome: script.look?.(judged, question) ?? 'pass', verdicts: [] };
    },
    reconcileRoute: async () => 'match',
    alarmRollback: async () => undefined,
    notifyOutcome: async ({ result }) => void world.notified.push(result),
    ...script.overrides,
  };
  return { ...world, activities: recordingCalls(activities, world.called) };
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
