/** A worker's activity over a folder with a source, suites and a store, and attempts of it as Temporal would make them. */

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createDatasetActivities } from '../../activities/dataset.js';
import type { DatasetActivities } from '../../activities/interface.js';
import type { Progress } from '../../dataset/stage/progress.js';
import type { DatasetRef } from '../../domain/artifact.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore, SourceStore } from '../../platform/ports.js';
import { createProcessRunner } from '../../platform/process-runner.js';
import { someDependencies } from '../support/dependencies.js';
import { aFolder } from '../support/set-up.js';
import { aResolvedSpec } from '../support/specs.js';

interface Attempt {
  readonly runId?: string;
  readonly parent?: DatasetRef | null;
  readonly attempt?: number;
  onHeartbeat?(progress: Progress | undefined, environment: MockActivityEnvironment): void;
}

export interface Scene {
  readonly source: string;
  /** An empty suite. */
  readonly regression: string;
  readonly store: ObjectStore;
  readonly activities: DatasetActivities;
  validate(attempt?: Attempt): ReturnType<DatasetActivities['validateDataset']>;
  /** Folders of runs that are still in the scratch folder. */
  left(): Promise<string[]>;
}

interface Given {
  readonly scratch?: string | undefined;
  readonly store?: string | undefined;
  readonly sources?: SourceStore;
  readonly source?: string;
  readonly knowsOnly?: readonly string[];
  /** Whether writes into the store fail now. */
  failing?(): boolean;
}

export async function aScene(given: Given = {}): Promise<Scene> {
  const folder = await aFolder();
  const [scratchDir, storeDir] = [given.scratch ?? join(folder, 'scratch'), given.store ?? join(folder, 'store')];
  const source = given.source ?? join(folder, 'data.jsonl');
  const store = failingStore(createFileObjectStore(storeDir), () => given.failing?.() === true);
  const { sources } = given;
  const deps = someDependencies({ store, processes: createProcessRunner(), scratchDir, ...(sources === undefined ? {} : { sources }) });
  const [regression, safety] = [join(folder, 'regression.jsonl'), join(folder, 'safety.jsonl')];
  for (const suite of [regression, safety]) await writeFile(suite, '');
  const evaluate = { regression: { suite: regression }, safety: { suite: safety } };
  const task = { kind: 'classification', labelPath: 'intent', answer: 'json' };
  const resolved = aResolvedSpec({ model: 'triage', task, data: { sources: [source] }, evaluate });
  const known = Object.entries(resolved.spec.data).filter(([key]) => given.knowsOnly?.includes(key) ?? true);
  const spec = { ...resolved.spec, data: Object.fromEntries(known) as typeof resolved.spec.data };
  const activities = createDatasetActivities(deps);
  return {
    source,
    regression,
    store,
    activities,
    async validate({ runId = 'ft-1', parent = null, attempt = 1, onHeartbeat } = {}) {
      const environment = new MockActivityEnvironment(
        { attempt, retryPolicy: { maximumAttempts: 10 } },
        { logger: new DefaultLogger('ERROR') },
      );
      environment.on('heartbeat', (progress?: Progress) => onHeartbeat?.(progress, environment));
      return await environment.run(activities.validateDataset, { model: 'triage', runId, resolved: { ...resolved, spec }, parent });
    },
    async left() {
      await mkdir(join(scratchDir, 'datasets', 'triage'), { recursive: true });
      return await readdir(join(scratchDir, 'datasets', 'triage'));
    },
  };
}

function failingStore(store: ObjectStore, isAway: () => boolean): ObjectStore {
  return {
    ...store,
    createFromFile: async (key, path) =>
      isAway() ? await Promise.reject(new Error('the store is away')) : await store.createFromFile(key, path),
  };
}
