/** One run from its trigger to its record in the registry, whatever dies meanwhile: Temporal and the worker may be away at any moment. */

import { setTimeout as sleep } from 'node:timers/promises';
import { demoModel as model } from '../../../apps/local/demo/files.js';
import type { Stack } from '../../../apps/local/stack.js';
import { waitFor } from '../../../apps/local/wait.js';
import type { RunResult } from '../../../client/releases.js';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import { readHead } from '../../../registry/heads.js';
import { listVersions } from '../../../registry/manifests.js';
import { readRun } from '../../../registry/runs.js';
import { aRapidBatch, type RapidFiles } from '../../support/rapid-release.js';
import type { Killer, Moment } from './killer.js';
import type { Act, Scenario } from './scenarios.js';

/** A run that takes longer has lost something, whatever it waits for. */
const longestRunMilliseconds = 15 * 60_000;
const pollMilliseconds = 150;
const beforeTheRun: Moment = { runId: '', stage: 'trigger', checkpoint: 0, weightPercent: 0, looks: 0, acted: false };

export interface OneRun {
  readonly stack: Stack;
  readonly files: RapidFiles;
  readonly scenario: Scenario;
  readonly killer: Killer;
  readonly index: number;
  /** Step of the last complete checkpoint of the training in progress. */
  checkpoint(runId: string): number;
}

export async function runOne(one: OneRun): Promise<{ readonly result: RunResult; readonly seconds: number }> {
  const { stack, files, scenario, killer, index } = one;
  const store = createFileObjectStore(stack.storeDir);
  const head = await readHead(store, model, 'production');
  const candidate = `v${(await listVersions(store, model)).length + 1}`;
  const act: Act = { stack, files, champion: head?.version ?? null, candidate };
  await files.writeBatch(`batch-${index}`, aRapidBatch(index));
  await scenario.before(act);
  const started = performance.now();
  const now = { moment: beforeTheRun };
  killer.resume(() => now.moment);
  try {
    const at = new Date().toISOString();
    const trigger = { kind: 'new-data', source: 'proof', fingerprint: `proof-${index}`, observed: `batch ${index}`, at } as const;
    await patiently(async () => {
      await stack.releases.trigger(model, trigger);
      return true;
    });
    const runId = await patiently(() => admitted(stack, trigger.fingerprint));
    const result = await follow({ act, one, runId, now });
    return { result, seconds: (performance.now() - started) / 1000 };
  } finally {
    await killer.pause();
    await scenario.after(act);
  }
}

/** Undefined while nothing is decided, or while it waits behind the end of the run before: its record comes a moment sooner. */
async function admitted(stack: Stack, fingerprint: string): Promise<string | undefined> {
  const decisions = (await stack.releases.state(model))?.decisions ?? [];
  return decisions.findLast((entry) => entry.trigger.fingerprint === fingerprint)?.runId ?? undefined;
}

async function follow(following: {
  readonly act: Act;
  readonly one: OneRun;
  readonly runId: string;
  readonly now: { moment: Moment };
}): Promise<RunResult> {
  const { act, one, runId, now } = following;
  const store = createFileObjectStore(act.stack.storeDir);
  const deadline = performance.now() + longestRunMilliseconds;
  for (;;) {
    const state = await act.stack.releases.runState(model, runId).catch(() => undefined);
    if (state !== undefined) {
      const { stage, rollout } = state;
      const acted = now.moment.acted || (await one.scenario.during(act, state).catch(() => false));
      now.moment = {
        runId,
        stage,
        checkpoint: one.checkpoint(runId),
        weightPercent: rollout?.weightPercent ?? 0,
        looks: rollout?.looks ?? 0,
        acted,
      };
    }
    const record = await readRun(store, model, runId);
    if (record !== undefined) return record;
    if (performance.now() > deadline) throw new Error(`${runId} did not end within 15 min; it was in ${now.moment.stage}`);
    await sleep(pollMilliseconds);
  }
}

/** Asks again while nobody answers. */
async function patiently<Answer>(ask: () => Promise<Answer | undefined>): Promise<Answer> {
  return waitFor({ what: 'an answer of Temporal', timeoutMilliseconds: 120_000 }, () => ask().catch(() => undefined));
}
