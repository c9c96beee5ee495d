import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { fetchJson, storeFile } from '../../activities/artifacts.js';
import { createEvaluationActivities } from '../../activities/evaluation.js';
import type { EvaluationActivities } from '../../activities/interface.js';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { freePort } from '../../apps/local/free-port.js';
import { startRuntime, type RunningRuntime } from '../../apps/runtime/main.js';
import type { ModelArtifact } from '../../domain/artifact.js';
import { modelRefOf } from '../../domain/model-version.js';
import type { Evidence } from '../../evaluation/results.js';
import { createLogger } from '../../platform/logger.js';
import { listAudit } from '../../registry/audit.js';
import type { RunningModel, RuntimeControl } from '../../platform/ports.js';
import { createRuntimeControl } from '../../platform/runtime-control.js';
import { someDependencies } from '../support/dependencies.js';
import { aFakePython, askedQuestions, bytesThat } from '../support/fake-inference.js';
import { tools } from '../support/golden.js';
import { aRuntimeHome, untilModel, type RuntimeHome } from '../support/runtimes.js';
import { aChampion, aDataset } from '../support/scripted.js';
import { aResolvedSpec } from '../support/specs.js';

type Evaluate = EvaluationActivities['evaluateModel'];
type Question = Parameters<Evaluate>[0];

const model = 'support-triage';
const items = 5;

let home: RuntimeHome;
let folder = '';
let port = 0;
let staging: RunningRuntime;
let control: RuntimeControl;

beforeEach(async () => {
  home = await aRuntimeHome();
  await home.store.create('exists', '');
  folder = dirname(home.storeDir);
  port = await freePort();
  control = createRuntimeControl(`http://127.0.0.1:${port}`);
  await startStaging();
});

async function startStaging(): Promise<void> {
  const logger = createLogger('runtime', 'silent');
  staging = await startRuntime({ port, stateDir: home.stateDir, store: home.store, python: await aFakePython(folder), threads: 1, logger });
  const { close } = staging;
  onTestFinished(close);
}

async function anArtifact(bytes: string): Promise<ModelArtifact> {
  const path = join(folder, 'model.gguf');
  await writeFile(path, bytes);
  return { gguf: await storeFile(home.store, model, path), contextTokens: 128 };
}

async function aSuite(name: string): Promise<string> {
  const path = join(folder, `${name}.jsonl`);
  const rows = Array.from({ length: items }, (_, index) => ({
    id: `${name}-${index}`,
    messages: [
      { role: 'user', content: `${name} ${index} refund` },
      { role: 'assistant', content: '{"intent":"refund"}' },
    ],
  }));
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}

async function aQuestion(candidateBytes: string, champion: ModelArtifact | null = null): Promise<Question> {
  const heldOut = await storeFile(home.store, model, await aSuite('heldOut'));
  const resolved = aResolvedSpec({
    evaluate: { regression: { suite: await aSuite('regression') }, safety: { suite: await aSuite('safety') } },
    gates: [{ kind: 'accuracy' }, { kind: 'regression' }],
  });
  return {
    model,
    runId: 'ft-2027-01-01-001',
    resolved,
    dataset: { ...aDataset, heldOut },
    candidate: await anArtifact(candidateBytes),
    champion: champion === null ? null : { ...aChampion('v1'), artifact: champion },
  };
}

interface Attempt {
  readonly ended: ReturnType<Evaluate>;
  readonly environment: MockActivityEnvironment;
}

/** `onItem`: after how many items of a suite what happens, once. */
function attempt(question: Question, onItem?: { readonly done: number; happens(environment: MockActivityEnvironment): void }): Attempt {
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  let pending = onItem;
  environment.on('heartbeat', (beat?: { readonly done: number }) => {
    if (pending === undefined || beat?.done !== pending.done) return;
    const { happens } = pending;
    pending = undefined;
    happens(environment);
  });
  const rest = someDependencies({ store: home.store, processes: tools.runner, scratchDir: folder });
  const deps = Object.create(rest, { staging: { value: control } }) as ActivityDependencies;
  const { evaluateModel } = createEvaluationActivities(deps);
  const ended = environment.run<Parameters<Evaluate>, Awaited<ReturnType<Evaluate>>, Evaluate>(evaluateModel, question);
  ended.catch(() => undefined);
  return { ended, environment };
}

const stagedRefs = async (): Promise<string[]> => (await control.list()).map(({ modelRef }) => modelRef);
const refOf = ({ gguf }: ModelArtifact): string => modelRefOf(model, gguf.sha256);

async function staged(artifact: ModelArtifact): Promise<RunningModel> {
  const { gguf, contextTokens } = artifact;
  await control.put({ modelRef: refOf(artifact), ggufKey: gguf.key, ggufSha256: gguf.sha256, contextTokens, parallel: 1 });
  return untilModel(control, refOf(artifact), (now) => now.state === 'ready');
}

describe('an evaluation that is cut off', { timeout: 60_000 }, () => {
  it('by a kill of the staging model is retried, and asks nothing again that was scored', async () => {
    const question = await aQuestion('candidate', await anArtifact('champion'));
    const { gguf } = question.candidate;
    const { pid } = await staged(question.candidate);
    // Its first suite is scored then, and the champion's follows; it is asked next for the second.
    const first = attempt(question, { done: items, happens: () => process.kill(pid ?? Number.NaN, 'SIGKILL') });
    const failure: unknown = await first.ended.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toHaveProperty('nonRetryable', true);
    const { evidence } = await attempt(question).ended;
    const measured = (await fetchJson(home.store, evidence)) as Evidence;
    expect(measured.candidate).toMatchObject({
      ggufSha256: gguf.sha256,
      suites: { heldOut: { items: { length: items } }, regression: { items: { length: items } } },
    });
    const asked = await askedQuestions(folder);
    const heldOut = asked.filter((line) => line.includes('heldOut'));
    expect(new Set(heldOut).size).toBe(heldOut.length);
    expect(heldOut).toHaveLength(2 * items);
    const details = {
      ggufSha256: gguf.sha256,
      evidenceSha256: evidence.sha256,
      champion: 'v1',
      summary: expect.stringContaining('heldOut') as string,
    };
    const entry = { action: 'evaluated', actor: `run:${question.runId}`, subject: question.runId, details };
    expect(await listAudit(home.store, model)).toMatchObject([entry]);
    expect(JSON.stringify(await listAudit(home.store, model))).not.toContain('refund');
  });

  it('by a restart of the staging supervisor is retried, and waits until it is back', async () => {
    const question = await aQuestion('candidate');
    await staged(question.candidate);
    await staging.close();
    const { ended } = attempt(question);
    await expect(control.list()).rejects.toMatchObject({ name: 'RuntimeAwayError' });
    await startStaging();
    expect((await ended).summary).toContain(`heldOut ${items}/${items}`);
  });

  it.each([
    ['while it measures', 'candidate', (run: Attempt) => run],
    ['while it stages a model that is never ready', bytesThat.hang, cancelOnceStaged],
  ])('by a cancellation %s leaves staging as it was', async (_, bytes, cancelled) => {
    const champion = await anArtifact('champion');
    const question = await aQuestion(bytes, champion);
    const run = await cancelled(attempt(question, { done: 2, happens: (environment) => environment.cancel() }), question);
    await expect(run.ended).rejects.toThrow(/cancel|abort/i);
    expect(await stagedRefs()).not.toContain(refOf(question.candidate));
  });

  it('because it timed out leaves the model to the attempt that follows', async () => {
    const question = await aQuestion('candidate');
    const timedOut = new ActivityCancellationDetails({ timedOut: true });
    const { ended } = attempt(question, { done: 2, happens: (environment) => environment.cancel('TIMED_OUT', timedOut) });
    await expect(ended).rejects.toThrow(/TIMED_OUT|cancel|abort/i);
    expect(await stagedRefs()).toEqual([refOf(question.candidate)]);
    await attempt(question).ended;
    expect(await stagedRefs()).toEqual([]);
  });
});

describe('an evaluation of what cannot be evaluated', { timeout: 60_000 }, () => {
  it('fails for good when llama.cpp cannot load the candidate', async () => {
    const { ended } = attempt(await aQuestion(bytesThat.refuse));
    await expect(ended).rejects.toMatchObject({ type: 'ArtifactInvalid', nonRetryable: true });
    await expect(ended).rejects.toThrow(/does not start: .*unknown model architecture/);
    expect(await stagedRefs()).toEqual([]);
  });

  it.each([
    ['candidate', (question: Question) => question.candidate.gguf.key],
    ['held-out suite', (question: Question) => question.dataset?.heldOut.key ?? ''],
  ])('fails for good when the stored bytes of the %s have changed', async (_, keyOf) => {
    const question = await aQuestion('candidate');
    await writeFile(join(home.storeDir, keyOf(question)), 'rotten');
    const { ended } = attempt(question);
    await expect(ended).rejects.toMatchObject({ type: 'ArtifactInvalid', nonRetryable: true });
    await expect(ended).rejects.toThrow(/expected SHA-256 [0-9a-f]{64}.*restore/);
  });
});

async function cancelOnceStaged(run: Attempt, question: Question): Promise<Attempt> {
  await untilModel(control, refOf(question.candidate), (model) => model.pid !== null);
  run.environment.cancel();
  return run;
}
