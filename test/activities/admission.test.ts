import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { createAdmissionActivities } from '../../activities/admission.js';
import type { ResolvedSpec } from '../../configs/spec.js';
import { loadModelSpec } from '../../configs/load.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore } from '../../platform/ports.js';
import { readSpec } from '../../registry/specs.js';
import { required } from '../configs/harness.js';
import { someDependencies } from '../support/dependencies.js';
import { tools } from '../support/golden.js';
import { aFolder } from '../support/set-up.js';

const model = 'support-triage';

async function resolveWith(folder: string, store: ObjectStore): Promise<ResolvedSpec> {
  await writeFile(join(folder, `${model}.yaml`), required);
  const given = someDependencies({ store, processes: tools.runner, scratchDir: folder });
  const deps = Object.assign(given, { loadSpec: (name: string) => loadModelSpec(folder, name) });
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  return environment.run(createAdmissionActivities(deps).resolveSpec, model);
}

describe('the pipeline file, read before a run is admitted', () => {
  it('is kept by its digest, for when it has changed', async () => {
    const folder = await aFolder();
    const store = createFileObjectStore(join(folder, 'store'));
    const resolved = await resolveWith(folder, store);
    expect(await readSpec(store, model, resolved.digest)).toEqual(resolved.spec);
  });

  it('is answered all the same while nothing can be kept: a trigger that is refused is lost', async () => {
    const folder = await aFolder();
    const store = createFileObjectStore(join(folder, 'store'));
    const resolved = await resolveWith(folder, { ...store, create: () => Promise.reject(new Error('EIO: i/o error, write')) });
    expect(resolved.spec.model).toBe(model);
    expect(await store.list('')).toEqual([]);
  });
});
