/** A candidate with everything that its run can tell of it, and the registry's activities on a real store. */

import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import { storeJson, storeText } from '../../activities/artifacts.js';
import type { RegistryActivities } from '../../activities/interface.js';
import { createRegistryActivities } from '../../activities/registry.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore } from '../../platform/ports.js';
import { someDependencies } from '../support/dependencies.js';
import { anEvidence, times } from '../support/evidence.js';
import { tools } from '../support/golden.js';
import { aDataset, aPass, aServed } from '../support/scripted.js';
import { aFolder } from '../support/set-up.js';
import { aResolvedSpec } from '../support/specs.js';

export const model = 'support-triage';
export const at = (minute: number): string => new Date(Date.UTC(2026, 10, 21, 10, minute)).toISOString();
export const sha = (letter: string): string => letter.repeat(64);

type Registration = Parameters<RegistryActivities['registerVersion']>[0];

const splitOf = (rows: number): object => ({ rows, bytes: rows * 10, sha256: sha('2') });
const datasetManifest = {
  model,
  parent: null,
  settings: { heldOutPercent: 10, validationPercent: 5, groupBy: null, labelPath: null },
  splits: { train: splitOf(400), validation: splitOf(20), heldOut: splitOf(60), anchor: splitOf(30) },
};
export const environment = {
  platform: 'linux-x64',
  node: 'v20.19.0',
  python: '3.11.2',
  packageLockSha256: sha('9'),
  packages: { torch: '2.9.0' },
  device: 'NVIDIA H100',
  cuda: '12.8',
  driver: '570.1',
};
export const approval = {
  approved: true,
  identity: 'cli:anna',
  reason: 'reads well',
  at: at(40),
  evidenceSha256: sha('e'),
  because: ['chatTemplateChanged'],
  chatTemplateDiff: { key: 'models/support-triage/artifacts/diff', sha256: sha('8'), bytes: 10 },
};

export async function aStore(): Promise<ObjectStore> {
  return createFileObjectStore(join(await aFolder(), 'store'));
}

/** All that a run knows of an accepted candidate. */
export async function aRegistration(store: ObjectStore, overrides: Partial<Registration> = {}): Promise<Registration> {
  const evidence = anEvidence(
    { suites: { heldOut: times('+', 9) + '-', regression: '+++' } },
    { suites: { heldOut: times('+', 7) + times('-', 3) } },
  );
  const { artifact } = aServed('v2');
  return {
    model,
    runId: 'ft-1',
    resolved: aResolvedSpec({ cost: { currency: 'EUR', gpuHour: 4, cpuHour: 1 } }),
    decision: 'promote',
    champion: null,
    dataset: { ...aDataset, manifest: await storeJson(store, model, datasetManifest) },
    trained: {
      adapter: artifact.gguf,
      adapterSha256: sha('6'),
      merged: { ...artifact.gguf, sha256: sha('7') },
      metadata: { steps: 24 },
      times: { startedAt: at(0), finishedAt: at(30) },
      environment,
    },
    artifact,
    packaging: {
      quantization: 'Q4_K_M',
      tensorTypes: { Q4_K: 20, F32: 9 },
      tokenizerSha256: sha('5'),
      chatTemplate: await storeText(store, model, '{{ messages }}'),
    },
    verdicts: [aPass],
    evidence: await storeJson(store, model, evidence),
    approval,
    ...overrides,
  };
}

export function activitiesOn(store: ObjectStore): RegistryActivities {
  const deps = someDependencies({ store, processes: tools.runner, scratchDir: '/nowhere' });
  return createRegistryActivities(Object.assign(deps, { now: () => new Date(at(45)) }));
}

/** As a worker would, with what it logged. */
export async function perform<Argument, Result>(
  activity: (argument: Argument) => Promise<Result>,
  argument: Argument,
): Promise<{ result: Result; logged: LogEntry[] }> {
  const logged: LogEntry[] = [];
  // An attempt so late that it draws no page.
  const mock = new MockActivityEnvironment({ attempt: 3 }, { logger: new DefaultLogger('WARN', (entry) => void logged.push(entry)) });
  return { result: await mock.run<[Argument], Result, typeof activity>(activity, argument), logged };
}

export async function register(
  store: ObjectStore,
  question: Registration,
): Promise<{ readonly version: string; readonly logged: LogEntry[] }> {
  const { result, logged } = await perform(activitiesOn(store).registerVersion, question);
  return { version: result, logged };
}
