import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRegistryActivities } from '../../activities/registry.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore } from '../../platform/ports.js';
import { writeEvidence } from '../../registry/evidence.js';
import { moveHead } from '../../registry/heads.js';
import { aVersionDraft } from '../support/versions.js';
import { registerVersion, type VersionDraft } from '../../registry/manifests.js';
import { someDependencies } from '../support/dependencies.js';
import { tools } from '../support/golden.js';
import { aDataset, aServed } from '../support/scripted.js';

const model = 'support-triage';
const at = '2026-11-21T00:00:00.000Z';
const sha = (letter: string): string => letter.repeat(64);

describe('the version that a rollback goes back to', () => {
  let folder = '';
  let store: ObjectStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-target-'));
    store = createFileObjectStore(join(folder, 'store'));
    for (const runId of ['first', 'second', 'third']) await register(runId);
    await move('first', 'v1', null);
    await move('second', 'v2', 'v1');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is the one before the champion when no run is active', async () => {
    expect(await target(null, null)).toBe('v1');
  });

  it('is the one before the champion while the active run still trains', async () => {
    expect(await target(null, 'third')).toBe('v1');
  });

  it('is the champion while the active run is in its canary: back means away from the candidate', async () => {
    await firstLook('third');
    expect(await target(null, 'third')).toBe('v2');
  });

  it('is the old champion while the active run is in its watch', async () => {
    await firstLook('third');
    await move('third', 'v3', 'v2');
    expect(await target(null, 'third')).toBe('v2');
  });

  it('is the one that was asked for, whatever is in progress', async () => {
    await firstLook('third');
    expect(await target('v1', 'third')).toBe('v1');
  });

  describe('where a version was imported', () => {
    beforeEach(() => register('im-2026-11-21-001', { origin: 'imported', status: 'candidate' }));

    it('is not one that has never served, until it was adopted', async () => {
      expect(await target('v4', null)).toMatch(/^v4 was imported and has never served, .*slipway promote support-triage v4$/);
      expect(await target('v4', null, true)).toBe('v4');
      await move('adopts', 'v4', 'v2');
      await move('fifth', 'v3', 'v4');
      expect(await target(null, null)).toBe('v4');
      expect(await target('v4', null)).toBe('v4');
    });

    it.each([
      ['the champion', 'v4', /^v4 is the champion of support-triage already$/],
      ['a version of a run', 'v3', /^v3 was not imported as a candidate, .* release it through its gates$/],
      ['no version', null, /^expected the version that is to become the champion, got none$/],
      ['a version that is not there', 'v9', /^support-triage has no v9/],
      ['what is no version', 'latest', /^expected a version such as v3/],
    ])('adopts nothing but an imported candidate: %s', async (_, to, refused) => {
      await move('adopts', 'v4', 'v2');
      expect(await target(to, null, true)).toMatch(refused);
    });
  });

  it('needs a release before it, and an adoption does not', async () => {
    await registerVersion(store, aVersionDraft('im-1', { model: 'billing', origin: 'imported', status: 'candidate' }));
    const { resolveRollback } = createRegistryActivities(someDependencies({ store, processes: tools.runner, scratchDir: folder }));
    const question = { model: 'billing', to: 'v1', activeRunId: null };
    expect(await resolveRollback(question)).toEqual({ refused: 'no version of billing has been released yet' });
    expect(await resolveRollback({ ...question, adopt: true })).toMatchObject({ target: { version: 'v1' } });
  });

  async function target(to: string | null, activeRunId: string | null, adopt = false): Promise<string> {
    const { resolveRollback } = createRegistryActivities(someDependencies({ store, processes: tools.runner, scratchDir: folder }));
    const answer = await resolveRollback({ model, to, activeRunId, adopt });
    return 'target' in answer ? answer.target.version : answer.refused;
  }

  async function register(runId: string, overrides: Partial<VersionDraft> = {}): Promise<void> {
    await registerVersion(store, aVersionDraft(runId, { model, dataset: aDataset, artifact: aServed('v1').artifact, ...overrides }));
  }

  async function move(runId: string, version: string, expected: string | null): Promise<void> {
    await moveHead({ store, model, environment: 'production', to: { version, ggufSha256: sha('b') }, expected, runId, reason: 'test', at });
  }

  async function firstLook(rolloutId: string): Promise<void> {
    await writeEvidence(store, { model, rolloutId, look: 1, at, codeVersion: 'test', evidence: {} });
  }
});
