/** The activity as a worker runs it: what the data is at fault for is an outcome, what the machine is at fault for is tried again. */

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { createAdmissionActivities } from '../../activities/admission.js';
import { createDatasetActivities } from '../../activities/dataset.js';
import { loadModelSpec } from '../../configs/load.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import { listAudit } from '../../registry/audit.js';
import { createProcessRunner } from '../../platform/process-runner.js';
import { aLine, someLines } from '../dataset/harness.js';
import { someDependencies } from '../support/dependencies.js';
import { aFolder } from '../support/set-up.js';
import { noSmallDisk, smallDisk } from '../support/small-disk.js';
import { aResolvedSpec } from '../support/specs.js';

describe('validateDataset', () => {
  it.each([
    ['a source that is not there', undefined, /rejected: .*expected a file or folder, found nothing/],
    ['an empty file', '', /rejected: .*found none in .*data\.jsonl \(0 lines\)/],
    ['malformed lines only', 'a\nb\nc', /rejected: .*3 of 3 lines were quarantined \(3 invalid-json\)/],
    ['bytes that are no text', Buffer.from([0x7b, 0xff, 0x7d]), /rejected: .*1 of 1 lines were quarantined \(1 invalid-utf8\)/],
    ['a line without end', 'x'.repeat(5_000_000), /rejected: .*\(1 line-too-long\)/],
    ['12 new examples where 100 are wanted', someLines(12).join('\n'), /skipped: 12 new examples, expected at least 100/],
  ])('of %s is an outcome with a report, and makes no version', async (_, content, told) => {
    const scene = await aScene();
    if (content !== undefined) await writeFile(scene.source, content);
    const result = await scene.validate();
    expect(`${result.outcome}: ${result.reason}`).toMatch(told);
    expect(result.dataset).toBeNull();
    const kept = await scene.store.list('datasets/');
    expect(kept.filter((key) => !/^datasets\/triage\/reports\/[0-9a-f]{64}\.(json|quarantine\.jsonl)$/.test(key))).toEqual([]);
    expect(kept).toContain(result.report.key);
    expect(await readdir(join(scene.scratch, 'datasets', 'triage'))).toEqual([]);
    const [entry, ...others] = await listAudit(scene.store, 'triage');
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      action: 'dataset-refused',
      actor: 'run:ft-1',
      subject: 'ft-1',
      details: { outcome: result.outcome, report: result.report.sha256 },
    });
  });

  it('that is accepted is in the audit once, by its version, with its counts and without its rows', async () => {
    const scene = await aScene();
    await writeFile(scene.source, someLines(300).join('\n'));
    const { dataset, report } = await scene.validate();
    await scene.validate();
    const entries = await listAudit(scene.store, 'triage');
    expect(entries).toMatchObject([
      {
        action: 'dataset-accepted',
        subject: dataset?.version,
        details: { runId: 'ft-1', report: report.sha256, counts: { newExamples: 300 } },
      },
    ]);
    expect(JSON.stringify(entries)).not.toContain('ticket 1');
  });

  it('trains on no row that a suite of the file asks', async () => {
    const scene = await aScene();
    await writeFile(scene.source, someLines(300).join('\n'));
    const asked = ['ticket 0', 'ticket 1'].map((content) => ({
      id: content,
      messages: [{ role: 'user', content }],
      expected: '{"intent":"card"}',
    }));
    await writeFile(scene.regression, asked.map((item) => JSON.stringify(item)).join('\n'));
    const { outcome, reason } = await scene.validate();
    expect({ outcome, reason }).toEqual({
      outcome: 'accepted',
      reason: expect.stringMatching(/^298 new examples.*suites ask them: 2 lines\.$/) as string,
    });
  });

  it.each([
    ['is not there', undefined, /^evaluate\.regression\.suite: expected a file at .*regression\.jsonl/],
    ['is no suite', 'hello', /^suite regression, line 1: expected one JSON object/],
  ])('ends for good, before anything is trained, when a suite %s', async (_, content, message) => {
    const scene = await aScene();
    await writeFile(scene.source, someLines(300).join('\n'));
    await rm(scene.regression);
    if (content !== undefined) await writeFile(scene.regression, content);
    const failure = { type: 'EvaluationInvalid', nonRetryable: true, message: expect.stringMatching(message) as string };
    await expect(scene.validate()).rejects.toMatchObject(failure);
  });

  it('clears away what a killed attempt of the same run left', async () => {
    const scene = await aScene();
    const left = join(scene.scratch, 'datasets', 'triage', 'ft-1', 'dataset-killed');
    await mkdir(left, { recursive: true });
    await writeFile(join(left, 'new-rows.jsonl'), 'half a li');
    await writeFile(scene.source, someLines(300).join('\n'));
    expect(await scene.validate()).toMatchObject({ outcome: 'accepted' });
    expect(await readdir(join(scene.scratch, 'datasets', 'triage'))).toEqual([]);
  });

  it.for(['scratch', 'store'] as const)('goes on once there is room again on the full disk of the %s', async (full, { skip }) => {
    const disk = await smallDisk(1_000_000);
    skip(disk === undefined, noSmallDisk);
    const scene = await aScene({ [full]: disk });
    const lines = Array.from({ length: 150 }, (_, index) => aLine(`${index} ${'long '.repeat(400)}`, 'refund', index));
    await writeFile(scene.source, lines.join('\n'));
    const filler = join(disk ?? '', 'filler');
    await writeFile(filler, Buffer.alloc(800_000));
    await expect(scene.validate()).rejects.toSatisfy(
      (error: Error) =>
        /^disk full|no space left/i.test(error.message) &&
        error.message.includes(disk ?? '') &&
        !('nonRetryable' in error && error.nonRetryable === true),
    );
    expect((await scene.store.list('datasets/')).filter((key) => key.endsWith('manifest.json'))).toEqual([]);
    await rm(filler);
    expect(await scene.validate()).toMatchObject({ outcome: 'accepted' });
    expect(await readdir(join(scene.scratch, 'datasets', 'triage'))).toEqual([]);
  });
});

describe('resolveSpec', () => {
  it('refuses a file with mistakes for good, and asks again where it could not be read', async () => {
    const folder = await aFolder();
    await writeFile(join(folder, 'triage.yaml'), 'modle: triage\n');
    const resolve = (loadSpec: (model: string) => ReturnType<typeof loadModelSpec>) => {
      const { resolveSpec } = createAdmissionActivities(Object.assign(dependencies(folder, folder), { loadSpec }));
      return new MockActivityEnvironment().run(resolveSpec, 'triage');
    };
    await expect(resolve((model) => loadModelSpec(folder, model))).rejects.toMatchObject({
      type: 'SpecInvalid',
      nonRetryable: true,
      message: expect.stringContaining('modle: unknown key; did you mean model?') as string,
    });
    await expect(resolve(() => Promise.reject(new Error('EIO: i/o error, read')))).rejects.not.toHaveProperty('nonRetryable');
  });
});

interface Scene {
  readonly source: string;
  /** An empty suite. */
  readonly regression: string;
  readonly scratch: string;
  readonly store: ReturnType<typeof createFileObjectStore>;
  validate(): ReturnType<ReturnType<typeof createDatasetActivities>['validateDataset']>;
}

async function aScene(disks: { readonly scratch?: string | undefined; readonly store?: string | undefined } = {}): Promise<Scene> {
  const folder = await aFolder();
  const [scratch, storeDir] = [disks.scratch ?? join(folder, 'scratch'), disks.store ?? join(folder, 'store')];
  const source = join(folder, 'data.jsonl');
  const deps = dependencies(scratch, storeDir);
  const [regression, safety] = [join(folder, 'regression.jsonl'), join(folder, 'safety.jsonl')];
  for (const suite of [regression, safety]) await writeFile(suite, '');
  const evaluate = { regression: { suite: regression }, safety: { suite: safety } };
  const resolved = aResolvedSpec({ model: 'triage', data: { sources: [source] }, evaluate });
  const { validateDataset } = createDatasetActivities(deps);
  return {
    source,
    regression,
    scratch,
    store: deps.store,
    validate: () => new MockActivityEnvironment().run(validateDataset, { model: 'triage', runId: 'ft-1', resolved, parent: null }),
  };
}

function dependencies(scratchDir: string, storeDir: string): ReturnType<typeof someDependencies> {
  return someDependencies({ store: createFileObjectStore(storeDir), processes: createProcessRunner(), scratchDir });
}
