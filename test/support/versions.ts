/** Version records to vary, for tests of whatever reads them. */

import type { ArtifactRef } from '../../domain/artifact.js';
import type { VersionDraft } from '../../registry/manifests.js';

const sha256 = 'a'.repeat(64);
const ref: ArtifactRef = { key: 'some/key', sha256, bytes: 7 };

/** A trained and accepted version with nothing optional told. */
export function aVersionDraft(runId: string, overrides: Partial<VersionDraft> = {}): VersionDraft {
  return {
    model: 'triage',
    origin: 'trained',
    runId,
    status: 'accepted',
    createdAt: '2026-11-21T10:00:00.000Z',
    parentVersion: null,
    dataset: { version: sha256, manifest: ref, train: ref, validation: ref, heldOut: ref, anchor: null },
    datasetSizes: null,
    baseModel: { name: 'tiny', uri: null, sha256 },
    recipe: { loraRank: 16, learningRate: 2e-4 },
    adapter: ref,
    merged: null,
    artifact: { gguf: ref, contextTokens: 512 },
    packaging: null,
    verdicts: [
      { gate: 'accuracy', verdict: 'pass', severity: 'block', observed: 0.9, limit: 0.8, samples: 40, reason: 'good', flagged: true },
    ],
    evaluation: null,
    approval: null,
    trainingTimes: null,
    training: { commit: 'abc' },
    environment: null,
    specDigest: sha256,
    codeVersion: 'dev',
    ...overrides,
  };
}
