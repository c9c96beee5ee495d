/** From a run in progress, of which the real program asks the real entity, to the page that the real activity keeps when it has ended. */

import { hash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { createRegistryActivities } from '../../../activities/registry.js';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import { required } from '../../configs/harness.js';
import { someDependencies } from '../../support/dependencies.js';
import { tools } from '../../support/golden.js';
import { judged, patience, useReleases } from '../../support/releases.js';
import { aHeldReport } from '../../support/dataset-reports.js';
import { aDataset, aWorld } from '../../support/scripted.js';
import { useProgram } from './harness.js';

const program = useProgram();
const { temporal, model, admitted } = useReleases();

let configs = '';
beforeEach(async () => {
  configs = join(program.folder(), 'configs');
  await mkdir(configs, { recursive: true });
  await writeFile(join(configs, `${model()}.yaml`), required.replace('support-triage', model()));
});

const report = (named: string, ...more: readonly string[]) =>
  program.run(['report', named, ...more], { SLIPWAY_CONFIGS: configs, TEMPORAL_ADDRESS: temporal().environment.address });

it('says where a run in progress is and how to follow it, and shows the page that was kept once it has ended', async () => {
  const world = aWorld({ resolved: judged });
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const train: typeof world.activities.train = async (question) => {
    const trained = await world.activities.train(question);
    await finished;
    return trained;
  };
  const store = createFileObjectStore(join(program.folder(), 'store'));
  const { recordRun } = createRegistryActivities(someDependencies({ store, processes: tools.runner, scratchDir: '/nowhere' }));
  temporal().play({ ...world.activities, train, recordRun });
  const runId = await admitted();
  await vi.waitUntil(() => world.called.includes('train'), patience);
  for (const named of [`${model()}/${runId}`, model()]) {
    const { exitCode, stdout } = await report(named);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 1,
      stdout: `${runId} of ${model()} is in progress, in stage train; it has a report once it has ended\nfollow it with: slipway watch ${model()}\n`,
    });
  }
  const unknown = await report(`${model()}/ft-2020-01-01-001`);
  expect(unknown).toMatchObject({ exitCode: 2, stdout: '' });
  expect(unknown.stderr).toContain(`${model()} has no such run: ft-2020-01-01-001`);
  finish();
  await temporal().releases.runResult(model(), runId);
  const out = join(program.folder(), 'report.html');
  expect(await report(model(), '--out', out)).toMatchObject({ exitCode: 0, stdout: `${out}\n` });
  const kept = await store.read(`reports/${model()}/${runId}.html`);
  expect(await readFile(out)).toEqual(kept?.body);
  expect(kept?.body.toString()).toContain(`<title>${model()} ${runId}: released</title>`);
});

it('shows the data that a run asks a person about while it waits, and says how to answer', async () => {
  const store = createFileObjectStore(join(program.folder(), 'store'));
  const text = JSON.stringify(aHeldReport({ model: model() }));
  const sha256 = hash('sha256', text);
  const ref = { key: `datasets/${model()}/reports/${sha256}.json`, sha256, bytes: text.length };
  await store.create(ref.key, text);
  const validateDataset = async () =>
    ({ outcome: 'needs-review', dataset: aDataset, report: ref, reason: 'label "exchange" was never seen' }) as const;
  temporal().play(aWorld({ resolved: judged, overrides: { validateDataset } }).activities);
  const runId = await admitted();
  await vi.waitUntil(async () => (await temporal().releases.runState(model(), runId))?.dataReview !== undefined, patience);
  const out = join(program.folder(), 'data.html');
  const { exitCode, stdout, stderr } = await report(`${model()}/${runId}`, '--data', '--out', out);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${out}\n` });
  expect(stderr).toContain(`${runId} waits for an answer: slipway approve ${model()} ${runId} --evidence ${sha256} --reason "…"`);
  expect(await readFile(out, 'utf8')).toContain(`<title>${model()}: needs-review</title>`);
  await temporal().releases.cancelRun(model(), runId);
});
