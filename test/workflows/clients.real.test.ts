/** Two clients and a team's own model side by side on one Temporal server: each one's workers perform its work, and nobody else's. */

import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReleases, type Releases } from '../../client/releases.js';
import { ensureSearchAttributes } from '../../client/search-attributes.js';
import { layoutOf } from '../../setup/layout.js';
import { onlyOf } from '../../workers/client-guard.js';
import { queues, releaseWorkflowId, rolloutWorkflowId, taskQueueOf, workflowTypes } from '../../workflows/contract.js';
import { aWorld, type World } from '../support/scripted.js';
import { aResolvedSpec, bothMonitors } from '../support/specs.js';
import { quietRuntime, sharedBundle } from '../support/temporal.js';

/** A class of GPU that the pipeline file names. */
const gpuClass = 'gpu-a100';

/** A release of a second: the skipping server has one clock for all workflows and is no place for several releases at once. */
const release = {
  monitors: bothMonitors,
  strategy: { kind: 'canary', lookEvery: '200ms', steps: [{ weightPercent: 5, hold: '200ms' }, { weightPercent: 100 }] },
  watch: { for: '200ms', every: [{ until: '200ms', interval: '200ms' }] },
  // A busy machine is slower than these holds; it may take its time.
  maxHold: '6000x',
};
const usual = aResolvedSpec({ release });
const resolved = aResolvedSpec({ release, train: { ...usual.spec.train, queue: gpuClass } });

let environment: TestWorkflowEnvironment;
let releases: Releases;
const running: { readonly worker: Worker; readonly ended: Promise<void> }[] = [];
const worlds = { acme: aWorld({ resolved }), globex: aWorld({ resolved }), nobody: aWorld({ resolved: usual }) };

async function startWorkers(client: 'acme' | 'globex' | undefined): Promise<void> {
  const activities = onlyOf(client, worlds[client ?? 'nobody'].activities);
  const { pipelines, cpu, gpu, serving } = queues;
  for (const queue of [pipelines, cpu, client === undefined ? gpu : gpuClass, serving]) {
    const worker = await Worker.create({
      connection: environment.nativeConnection,
      taskQueue: taskQueueOf(client, queue),
      activities,
      ...(queue === pipelines ? { workflowBundle: await sharedBundle() } : {}),
    });
    running.push({ worker, ended: worker.run() });
  }
}

beforeAll(async () => {
  quietRuntime();
  const server = { executable: { type: 'existing-path', path: layoutOf().temporal }, log: { format: 'json', level: 'error' } } as const;
  environment = await TestWorkflowEnvironment.createLocal({ server });
  await ensureSearchAttributes(environment.client);
  releases = createReleases(environment.client);
  await Promise.all((['acme', 'globex', undefined] as const).map(startWorkers));
});
afterAll(async () => {
  for (const { worker } of running) worker.shutdown();
  await Promise.all(running.map(({ ended }) => ended));
  await environment.teardown();
});

async function released(model: string): Promise<string> {
  const trigger = { kind: 'alert', source: 'test', fingerprint: model, observed: 'fell', at: '2026-11-21T00:00:00Z' } as const;
  const answer = await releases.requestRun(model, { trigger, ignoreCooldown: false });
  if (!answer.admitted) throw new Error(answer.reason);
  return answer.runId;
}

/** Of every activity that the workflow has scheduled. */
async function queuesOf(workflowId: string): Promise<ReadonlySet<string>> {
  const { events } = await environment.client.workflow.getHandle(workflowId).fetchHistory();
  const scheduled = (events ?? []).map((event) => event.activityTaskScheduledEventAttributes?.taskQueue?.name);
  return new Set(scheduled.filter((name) => name !== null && name !== undefined));
}

const modelsIn = (world: World): ReadonlySet<string> => new Set(world.recorded.map(({ model }) => model));

describe('models of two clients and of none', () => {
  it('are released side by side, each by its own workers and by nobody else', async () => {
    const models = ['acme.triage', 'globex.triage', 'triage'];
    const runs = await Promise.all(models.map(async (model) => ({ model, runId: await released(model) })));
    const results = await Promise.all(runs.map(({ model, runId }) => releases.runResult(model, runId)));
    expect(results.map(({ model }) => model)).toEqual(models);
    for (const { outcome } of results) expect(outcome).toMatch(/^released/);
    expect(modelsIn(worlds.acme)).toEqual(new Set(['acme.triage']));
    expect(modelsIn(worlds.globex)).toEqual(new Set(['globex.triage']));
    expect(modelsIn(worlds.nobody)).toEqual(new Set(['triage']));
    const [ofAcme] = results;
    expect(await queuesOf(ofAcme?.workflowId ?? '')).toEqual(new Set(['acme.pipelines', 'acme.cpu', `acme.${gpuClass}`]));
    expect(await queuesOf(rolloutWorkflowId('acme.triage', ofAcme?.runId ?? ''))).toEqual(new Set(['acme.pipelines', 'acme.serving']));
    expect(await queuesOf(releaseWorkflowId('acme.triage'))).toEqual(new Set(['acme.pipelines', 'acme.serving']));
    expect(await queuesOf(results[2]?.workflowId ?? '')).toEqual(new Set(['pipelines', 'cpu', 'gpu']));
  });

  it("refuse a model that was brought to another client's workers past the client library", async () => {
    const before = [...worlds.acme.called];
    await environment.client.workflow.start(workflowTypes.modelRelease, {
      workflowId: releaseWorkflowId('globex.billing'),
      taskQueue: 'acme.pipelines',
      args: [{ model: 'globex.billing' }],
    });
    await expect(released('globex.billing')).rejects.toThrow(
      /resolveSpec: expected this worker to be asked about models of acme \(SLIPWAY_CLIENT\), got globex\.billing/,
    );
    expect(worlds.acme.called).toEqual(before);
  });
});
