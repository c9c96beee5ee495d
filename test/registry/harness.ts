/** What the registry tests share: a real store in a folder of its own, and records to vary. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { ArtifactRef } from '../../domain/artifact.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore } from '../../platform/ports.js';
import type { RunRecord } from '../../registry/runs.js';

export const digest = 'a'.repeat(64);
export const at = '2026-11-21T10:00:00.000Z';

let folder = '';
let stores = 0;

/** Call once at the top of a test file; the result gives a new empty store each time. */
export function useStores(): () => ObjectStore {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-registry-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return () => {
    stores += 1;
    return createFileObjectStore(join(folder, String(stores)));
  };
}

/** A store in which somebody else always does `rival` between this caller's look and its write, once. */
export function withRival(store: ObjectStore, rival: () => Promise<unknown>): ObjectStore {
  let pending = true;
  const first = async (): Promise<void> => {
    if (!pending) return;
    pending = false;
    await rival();
  };
  return {
    ...store,
    create: async (key, body) => {
      await first();
      return await store.create(key, body);
    },
    swap: async (key, etag, body) => {
      await first();
      return await store.swap(key, etag, body);
    },
  };
}

export function aRef(key = 'some/key'): ArtifactRef {
  return { key, sha256: digest, bytes: 7 };
}

export { aVersionDraft as aDraft } from '../support/versions.js';

export function aRun(runId: string, overrides: Partial<RunRecord> = {}): RunRecord {
  return {
    model: 'triage',
    runId,
    workflowId: `run/triage/${runId}`,
    trigger: { kind: 'manual', source: 'cli:anna', fingerprint: runId, observed: 'asked', at },
    specDigest: null,
    outcome: 'data-rejected',
    reason: 'More than half of the lines were quarantined.',
    stages: [{ name: 'validate', startedAt: at, endedAt: at }],
    version: null,
    datasetVersion: null,
    datasetReport: aRef(),
    adapterSha256: null,
    ggufSha256: null,
    verdicts: [],
    liveVerdicts: [],
    evidence: null,
    unprotected: [],
    rollback: null,
    promotion: null,
    endedAt: at,
    ...overrides,
  };
}
