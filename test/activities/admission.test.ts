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
import { listAudit } from '../../registry/audit.js';
import { moveHead } from '../../registry/heads.js';
import { registerVersion } from '../../registry/manifests.js';
import { readSpec } from '../../registry/specs.js';
import type { TriggerDecision } from '../../workflows/contract.js';
import { required } from '../configs/harness.js';
import { someDependencies } from '../support/dependencies.js';
import { tools } from '../support/golden.js';
import { aFolder } from '../support/set-up.js';
import { aVersionDraft } from '../support/versions.js';

const model = 'support-triage';
const at = '2026-11-21T10:00:00.000Z';

async function resolveWith(folder: string, store: ObjectStore): Promise<ResolvedSpec> {
  await writeFile(join(folder, `${model}.yaml`), required);
  const given = someDependencies({ store, processes: tools.runner, scratchDir: folder });
  const deps = Object.assign(given, { loadSpec: (name: string) => loadModelSpec(folder, name) });
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  return environment.run(createAdmissionActivities(deps).resolveSpec, model);
}

describe('the pipeline file, read before a run is admitted', () => {
  it('is refused for good where it has mistakes, and asked for again where it could not be read', async () => {
    const folder = await aFolder();
    await writeFile(join(folder, `${model}.yaml`), 'modle: triage\n');
    const resolve = (loadSpec: (name: string) => Promise<ResolvedSpec>): Promise<ResolvedSpec> => {
      const given = someDependencies({ store: createFileObjectStore(folder), processes: tools.runner, scratchDir: folder });
      const { resolveSpec } = createAdmissionActivities(Object.assign(given, { loadSpec }));
      return new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(resolveSpec, model);
    };
    await expect(resolve((name) => loadModelSpec(folder, name))).rejects.toMatchObject({
      type: 'SpecInvalid',
      nonRetryable: true,
      message: expect.stringContaining('modle: unknown key; did you mean model?') as string,
    });
    await expect(resolve(() => Promise.reject(new Error('EIO: i/o error, read')))).rejects.not.toHaveProperty('nonRetryable');
  });

  it('is kept by its digest, for when it has changed', async () => {
    const folder = await aFolder();
    const store = createFileObjectStore(join(folder, 'store'));
    const resolved = await resolveWith(folder, store);
    expect(await readSpec(store, model, resolved.digest)).toEqual(resolved.spec);
  });

  it('comes with what the champion does not prove, where it was made elsewhere', async () => {
    const folder = await aFolder();
    const store = createFileObjectStore(join(folder, 'store'));
    const { unprotected } = await resolveWith(folder, store);
    const { version } = await registerVersion(
      store,
      aVersionDraft('im-2026-11-21-001', { model, origin: 'imported', status: 'candidate' }),
    );
    const to = { version, ggufSha256: 'a'.repeat(64) };
    await moveHead({ store, model, environment: 'production', to, expected: null, runId: 'rb-1', reason: 'ours', at });
    expect((await resolveWith(folder, store)).unprotected).toEqual([
      ...unprotected,
      expect.stringMatching(
        /^champion v1 was imported: its lineage is unknown, and that its data did not contain the tests .* is unproven$/,
      ),
    ]);
  });

  it('is answered all the same while nothing can be kept: a trigger that is refused is lost', async () => {
    const folder = await aFolder();
    const store = createFileObjectStore(join(folder, 'store'));
    const resolved = await resolveWith(folder, { ...store, create: () => Promise.reject(new Error('EIO: i/o error, write')) });
    expect(resolved.spec.model).toBe(model);
    expect(await store.list('')).toEqual([]);
  });
});

describe('what became of a trigger', () => {
  const trigger = { kind: 'alert' as const, source: 'alertmanager', fingerprint: 'alert-7', observed: 'accuracy 0.82', at };
  const admitted: TriggerDecision = { at, trigger, decision: 'admit', reason: 'no run is in progress', runId: 'ft-2026-11-21-001' };
  const queued: TriggerDecision = { ...admitted, decision: 'queue', reason: 'run ft-2026-11-21-001 is in progress', runId: null };
  const refused: TriggerDecision = { ...queued, decision: 'refuse', reason: 'cooldown until 2026-11-23T10:00:00Z' };

  async function record(store: ObjectStore, decisions: readonly TriggerDecision[]): Promise<void> {
    const { recordDecisions } = createAdmissionActivities(someDependencies({ store, processes: tools.runner, scratchDir: '/nowhere' }));
    await new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(recordDecisions, { model, decisions });
  }

  it('is in the audit with the reason: admitted, queued or refused, by whoever sent it', async () => {
    const store = createFileObjectStore(join(await aFolder(), 'store'));
    await record(store, [admitted, queued, refused]);
    const entries = await listAudit(store, model);
    expect(entries.map(({ action, actor, subject }) => `${actor} ${action} ${subject}`)).toEqual([
      'alertmanager run-admitted ft-2026-11-21-001',
      'alertmanager run-refused alert-7',
      'alertmanager run-refused alert-7',
    ]);
    expect(entries.map(({ details }) => details)).toEqual(
      [admitted, queued, refused].map(({ decision, reason }) => ({
        trigger: { kind: 'alert', source: 'alertmanager', observed: 'accuracy 0.82' },
        decision,
        reason,
      })),
    );
    expect(entries.map((entry) => entry.at)).toEqual([at, at, at]);
  });

  it('is there once, however often the trigger is delivered and gets the same answer', async () => {
    const store = createFileObjectStore(join(await aFolder(), 'store'));
    await record(store, [admitted, refused]);
    await record(store, [admitted, refused, { ...refused, at: '2026-11-21T10:05:00.000Z' }]);
    await record(store, [{ ...refused, trigger: { ...trigger, fingerprint: 'alert-8' } }]);
    expect((await listAudit(store, model)).map(({ subject }) => subject)).toEqual(['ft-2026-11-21-001', 'alert-7', 'alert-8']);
  });

  it('is cut where a monitor sends a novel', async () => {
    const store = createFileObjectStore(join(await aFolder(), 'store'));
    await record(store, [{ ...admitted, trigger: { ...trigger, observed: 'x'.repeat(100_000) } }]);
    expect(JSON.stringify(await listAudit(store, model)).length).toBeLessThan(3_000);
  });
});
