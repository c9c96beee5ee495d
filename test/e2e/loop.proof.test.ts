/** The loop on real parts, in one story: Temporal, training, GGUF, llama.cpp's server, gateway traffic, rejection, two rollbacks, a killed worker. */

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../apps/local/free-port.js';
import { batches, demoModel as model, prepareFiles, type DemoFiles } from '../../apps/local/demo/files.js';
import { startTicketTraffic } from '../../apps/local/demo/traffic.js';
import type { Traffic } from '../../apps/local/traffic.js';
import { startStack, type Stack } from '../../apps/local/stack.js';
import { waitFor } from '../../apps/local/wait.js';
import type { RunResult } from '../../client/releases.js';
import { createLogger } from '../../platform/logger.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import { createTrafficRouter } from '../../platform/traffic-router.js';
import { listAudit, verifyAudit } from '../../registry/audit.js';
import { listEvidence } from '../../registry/evidence.js';
import { readHead } from '../../registry/heads.js';
import { servedHistory, standingsOf, transitionsOf } from '../../registry/lifecycle.js';
import { listVersions } from '../../registry/manifests.js';
import { findTemporal } from '../../setup/temporal.js';
import { leftProcesses } from '../support/left-processes.js';
import { quietRuntime, sharedBundle } from '../support/temporal.js';

let folder: string;
let files: DemoFiles;
let stack: Stack;
let traffic: Traffic;

beforeAll(async () => {
  quietRuntime();
  folder = await mkdtemp(join(tmpdir(), 'slipway-loop-'));
  files = await prepareFiles(folder);
  const { program } = await findTemporal({ report: () => undefined, skipEnvironment: true });
  if (program === undefined) throw new Error('expected a Temporal program; run: npm run slipway -- doctor');
  stack = await startStack({
    folder,
    configsDir: files.configsDir,
    namespace: 'loop-test',
    temporal: { program },
    ports: { gateway: await freePort(), control: await freePort(), runtime: await freePort(), staging: await freePort() },
    faults: true,
    logger: createLogger('test', 'error'),
    report: () => undefined,
  });
  traffic = startTicketTraffic({ gatewayUrl: stack.gatewayUrl, model, requestsPerSecond: 20 });
});

afterAll(async () => {
  await traffic?.stop();
  await stack?.stop();
  const left = await leftProcesses(folder);
  await rm(folder, { recursive: true, force: true });
  if (left.length > 0) throw new Error(`the stack left processes behind: ${JSON.stringify(left)}`);
});

const store = () => createFileObjectStore(stack.storeDir);
const servedVersions = async () => (await createTrafficRouter(stack.controlUrl).route(model))?.arms.map((arm) => arm.version);

async function run(name: string): Promise<RunResult> {
  const trigger = { kind: 'new-data', source: 'test', fingerprint: name, observed: name, at: new Date().toISOString() } as const;
  const answer = await stack.releases.requestRun(model, { trigger, ignoreCooldown: true });
  if (!answer.admitted) throw new Error(answer.reason);
  return stack.releases.runResult(model, answer.runId);
}

describe('the loop', () => {
  it('starts one run for two triggers at once, and releases the first version by absolute floors', async () => {
    await files.writeBatch('first', batches.first());
    const at = new Date().toISOString();
    const trigger = (fingerprint: string) => ({ kind: 'new-data', source: 'test', fingerprint, observed: fingerprint, at }) as const;
    await Promise.all([stack.releases.trigger(model, trigger('left')), stack.releases.trigger(model, trigger('right'))]);
    const decisions = await waitFor({ what: 'both decisions', timeoutMilliseconds: 60_000 }, async () => {
      const made = (await stack.releases.state(model))?.decisions ?? [];
      return made.length < 2 ? undefined : made;
    });
    expect(decisions.map((entry) => entry.decision).toSorted()).toEqual(['admit', 'queue']);
    const runId = decisions.find((entry) => entry.runId !== null)?.runId ?? '';
    const result = await stack.releases.runResult(model, runId);
    expect(result).toMatchObject({ outcome: 'released', version: 'v1' });
    // What was queued is decided after the run: there is nothing new to train on.
    const second = await waitFor({ what: 'the queued trigger', timeoutMilliseconds: 120_000 }, async () => {
      const queued = (await stack.releases.state(model))?.decisions[2];
      return queued?.runId ?? undefined;
    });
    expect(await stack.releases.runResult(model, second)).toMatchObject({ outcome: 'skipped' });
    expect(await servedVersions()).toEqual(['v1']);
  });

  it('takes new data to 100 % through canary and watch', async () => {
    await files.writeBatch('second', batches.second());
    const result = await run('second');
    expect(result).toMatchObject({ outcome: 'released', version: 'v2' });
    expect(result.stages.map((stage) => stage.name)).toEqual([
      'validate',
      'train',
      'package',
      'evaluate',
      'gate',
      'register',
      'stage',
      'canary',
      'watch',
    ]);
    expect(await servedVersions()).toEqual(['v2']);
    expect(await readHead(store(), model, 'production')).toMatchObject({ version: 'v2', previous: { version: 'v1' } });
    const looks = await listEvidence(store(), { model, rolloutId: result.runId });
    expect(looks.length).toBeGreaterThan(3);
  });

  it('keeps every model serving when the worker is killed', async () => {
    const pid = stack.pids['worker'] ?? 0;
    process.kill(-pid, 'SIGKILL');
    await waitFor({ what: 'the worker to be gone', timeoutMilliseconds: 10_000 }, async () =>
      stack.processes.isAlive(pid) ? undefined : true,
    );
    const before = traffic.counts();
    const after = await waitFor({ what: '40 more answers of v2', timeoutMilliseconds: 30_000 }, async () => {
      const now = traffic.counts();
      return (now.byVersion['v2'] ?? 0) >= (before.byVersion['v2'] ?? 0) + 40 ? now : undefined;
    });
    expect(after.failed).toBe(before.failed);
    await stack.healthy('worker');
    expect(stack.pids['worker']).not.toBe(pid);
  });

  it('rejects a candidate trained on permuted labels and leaves production alone', async () => {
    const before = await createTrafficRouter(stack.controlUrl).route(model);
    await files.writeBatch('permuted', batches.permuted());
    const result = await run('permuted');
    expect(result).toMatchObject({ outcome: 'rejected', version: 'v3' });
    const failed = result.verdicts.filter((verdict) => verdict.verdict === 'fail').map((verdict) => verdict.gate);
    expect(failed).toEqual(expect.arrayContaining(['accuracy', 'regression']));
    expect(await createTrafficRouter(stack.controlUrl).route(model)).toEqual(before);
    await files.writeBatch('permuted', []);
  });

  it('rolls back by itself when a version that was fine offline fails live', async () => {
    await files.writeBatch('fourth', batches.fourth());
    stack.faults?.setFault(`${model}@v4`);
    stack.faults?.enable(true);
    const result = await run('fourth');
    stack.faults?.setFault(null);
    expect(result).toMatchObject({ outcome: 'rolled-back', version: 'v4', rollback: { from: 'v4', to: 'v2' } });
    expect(await servedVersions()).toEqual(['v2']);
    expect(traffic.badAnswersOf('v4').count).toBeGreaterThan(0);
  });

  it('rolls back by hand to a version whose process is gone', async () => {
    const answer = await stack.releases.requestRollback(model, { to: 'v1', reason: 'by hand', identity: 'test' });
    if (!answer.admitted) throw new Error(answer.reason);
    expect(await stack.releases.rollbackReport(model, answer.runId)).toMatchObject({ from: 'v2', to: 'v1', trigger: 'requested' });
    expect(await servedVersions()).toEqual(['v1']);
    expect(await readHead(store(), model, 'production')).toMatchObject({ version: 'v1' });
  });

  it('has registered every version, and an intact audit', async () => {
    const versions = await listVersions(store(), model);
    expect(versions.map((entry) => `${entry.version} ${entry.status}`)).toEqual([
      'v1 accepted',
      'v2 accepted',
      'v3 rejected',
      'v4 accepted',
    ]);
    expect(await verifyAudit(store(), model)).toMatchObject({ intact: true });
  });

  it('can answer for the released version: what made it, who and what let it through, and what was served when', async () => {
    const versions = await listVersions(store(), model);
    const second = versions.find(({ version }) => version === 'v2');
    expect(second).toMatchObject({
      datasetSizes: { train: expect.any(Number) as number },
      packaging: { chatTemplate: { sha256: expect.any(String) as string } },
      evaluation: {
        scores: expect.arrayContaining([
          expect.objectContaining({ suite: 'regression', championCorrect: expect.any(Number) as number }),
        ]) as object[],
      },
      trainingTimes: { seconds: expect.any(Number) as number },
      environment: { device: expect.any(String) as string, python: expect.any(String) as string },
      merged: { sha256: expect.any(String) as string },
    });
    const audit = await listAudit(store(), model);
    const runId = second?.runId ?? '';
    const ofRun = audit.filter(({ actor, subject }) => actor === `run:${runId}` || subject === runId);
    const actions = ofRun.filter(({ action }) => action !== 'weight-changed').map(({ action }) => action);
    expect(actions.filter((action) => action !== 'run-admitted')).toEqual([
      'dataset-accepted',
      'training-started',
      'training-finished',
      'evaluated',
      'gates-judged',
      'version-registered',
      'head-moved',
      'head-moved',
      'head-moved',
      'run-ended',
    ]);
    expect(actions).toContain('run-admitted');
    expect(ofRun.some(({ action }) => action === 'weight-changed')).toBe(true);
    expect(servedHistory(audit, 'production').map(({ version, by }) => `${version} ${by}`)).toEqual([
      expect.stringContaining('v1 '),
      expect.stringContaining('v2 '),
      'v1 test',
    ]);
    const standings = standingsOf(transitionsOf(versions, audit));
    expect([...standings].map(([version, { state }]) => `${version} ${state}`).toSorted()).toEqual([
      'v1 production',
      'v2 rolled-back',
      'v3 rejected',
      'v4 rolled-back',
    ]);
  });

  it('has logged JSON only, with model and run of every activity, and neither what customers wrote nor a token', async () => {
    const tickets = [batches.first(), batches.second(), batches.permuted(), batches.fourth()].flat();
    const texts = tickets.map(({ messages: [question] }) => JSON.stringify(question.content).slice(1, -1));
    expect(texts.length).toBeGreaterThan(1_000);
    const logs = join(folder, 'logs');
    const files = await readdir(logs);
    expect(files).toEqual(expect.arrayContaining(['gateway.log', 'runtime.log', 'staging.log', 'temporal.log', 'worker.log']));
    for (const file of files) {
      const log = await readFile(join(logs, file), 'utf8');
      expect(log).not.toContain('Bearer ');
      expect(texts.filter((text) => log.includes(text))).toEqual([]);
      const lines = log.split('\n').filter((line) => line !== '');
      const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      for (const entry of entries) expect(entry).toMatchObject({ time: expect.any(String), level: expect.anything() });
      if (file !== 'worker.log') continue;
      const ofRuns = entries.filter((entry) => /^(run|rollout)\//.test(String(entry['workflowId'])) && entry['activityType'] !== undefined);
      expect(ofRuns.length).toBeGreaterThan(20);
      for (const entry of ofRuns) expect(entry).toMatchObject({ role: 'worker', model, run: expect.stringMatching(/^ft-/) });
    }
  });

  it.each(['modelRelease', 'pipelineRun', 'rollout', 'rollback'] as const)('replays every history of %s', async (type) => {
    const workflowBundle = await sharedBundle();
    let replayed = 0;
    for await (const { workflowId, runId } of stack.client.workflow.list({ query: `WorkflowType = "${type}"` })) {
      const history = await stack.client.workflow.getHandle(workflowId, runId).fetchHistory();
      await Worker.runReplayHistory({ workflowBundle }, history, workflowId);
      replayed += 1;
    }
    expect(replayed).toBeGreaterThan(0);
  });
});
