/** A new version of the code over old histories: a step behind `patched` replays them all, the same step without it is caught. With copies of the sources. */

import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WorkflowBundle } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../platform/package-root.js';
import { bundleFromSources } from '../../workers/bundle.js';
import { recordedFiles, replayOf } from '../support/histories.js';
import { quietRuntime } from '../support/temporal.js';

const rollbacks = recordedFiles.filter((file) => file.includes('rollback-'));
const ignored = join(packageRoot(), '.slipway');
let folder = '';

beforeAll(async () => {
  quietRuntime();
  // In the checkout, because the bundler looks for packages in the folders above; not in git.
  await mkdir(ignored, { recursive: true });
  folder = await mkdtemp(join(ignored, 'altered-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Today's workflow code with one step more in every rollback, before it flips the route. */
async function bundleWith(name: string, step: string): Promise<WorkflowBundle> {
  const root = join(folder, name);
  for (const room of ['workflows', 'domain']) await cp(join(packageRoot(), room), join(root, room), { recursive: true });
  const file = join(root, 'workflows', 'rollback.ts');
  const parts = (await readFile(file, 'utf8')).split(anchor);
  expect(parts).toHaveLength(2);
  await writeFile(file, parts.join(`${step}\n  ${anchor}`));
  return bundleFromSources(pathToFileURL(`${root}/`));
}

const anchor = "story.doing('flipping the route');";

describe('a version with one step more', () => {
  it('replays every recorded rollback when the step is behind `patched`', async () => {
    expect(rollbacks.length).toBeGreaterThan(0);
    const bundle = await bundleWith('patched', "if (patched('one-step-more')) await readChampion(model);");
    for (const file of rollbacks) await expect(replayOf(file, bundle)).resolves.toBeUndefined();
  });

  it('is caught by every recorded rollback when it is not', async () => {
    expect(rollbacks.length).toBeGreaterThan(0);
    const bundle = await bundleWith('unpatched', 'await readChampion(model);');
    for (const file of rollbacks) await expect(replayOf(file, bundle)).rejects.toThrow(/Nondeterminism|TMPRL1100/);
  });
});
