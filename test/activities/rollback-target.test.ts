import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRegistryActivities } from '../../activities/registry.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore } from '../../platform/ports.js';
import { writeEvidence } from '../../registry/evidence.js';
import { moveHead } from '../../registry/heads.js';
import { registerVersion } from '../../registry/manifests.js';
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

  async function target(to: string | null, activeRunId: string | null): Promise<string> {
    const { resolveRollback } = createRegistryActivities(someDependencies({ store, processes: tools.runner, scratchDir: folder }));
    const answer = await resolveRollback({ model, to, activeRunId });
    return 'target' in answer ? answer.target.version : answer.refused;
  }

  async function register(runId: string): Promise<void> {
    await registerVersion(store, {
      model,
      runId,
      status: 'accepted',
      createdAt: at,
      dataset: aDataset,
      baseModel: { name: 'tiny', sha256: sha('f') },
      recipe: {},
      adapter: aServed('v1').artifact.gguf,
      artifact: aServed('v1').artifact,
      parentVersion: null,
      verdicts: [],
      training: {},
      specDigest: sha('c'),
      codeVersion: 'test',
    });
  }

  async function move(runId: string, version: string, expected: string | null): Promise<void> {
    await moveHead({ store, model, environment: 'production', to: { version, ggufSha256: sha('b') }, expected, runId, reason: 'test', at });
  }

  async function firstLook(rolloutId: string): Promise<void> {
    await writeEvidence(store, { model, rolloutId, look: 1, at, codeVersion: 'test', evidence: {} });
  }
});
