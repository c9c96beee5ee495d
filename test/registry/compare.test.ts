import { describe, expect, it } from 'vitest';
import { changesOf, compareVersions } from '../../registry/compare.js';
import type { VersionDraft } from '../../registry/manifests.js';
import { aDraft, aRef } from './harness.js';

describe('what differs between two versions', () => {
  it('is nothing between a version and itself', () => {
    const difference = compareVersions(aCompared('v1'), aCompared('v1'));
    expect(difference).toMatchObject({ recipe: [], baseModel: [], environment: null, quantization: [], chatTemplatePatch: null });
    expect(difference.bytes).toEqual({ from: 7, to: 7 });
  });

  it('names of the recipe only what differs, key by key, without its digest', () => {
    const older = aCompared('v1', { recipe: { digest: 'a', train: { loraRank: 16, stop: { patience: 2 }, old: 1 } } });
    const newer = aCompared('v2', { recipe: { digest: 'b', train: { loraRank: 32, stop: { patience: 2 }, labels: ['x'] } } });
    expect(compareVersions(older, newer).recipe).toEqual([
      { key: 'train.loraRank', from: '16', to: '32' },
      { key: 'train.old', from: '1', to: null },
      { key: 'train.labels', from: null, to: '["x"]' },
    ]);
  });

  it('sets scores side by side, also of a suite that only one was asked', () => {
    const scores = (...suites: readonly string[]): VersionDraft['evaluation'] => ({
      evidence: aRef(),
      scores: suites.map((suite, index) => ({ suite, items: 40, correct: 30 + index, championCorrect: null })),
    });
    const older = aCompared('v1', { evaluation: scores('heldOut') });
    const newer = aCompared('v2', { evaluation: scores('anchor', 'heldOut') });
    expect(compareVersions(older, newer).scores).toEqual([
      { suite: 'heldOut', from: { correct: 30, items: 40 }, to: { correct: 31, items: 40 } },
      { suite: 'anchor', from: null, to: { correct: 30, items: 40 } },
    ]);
  });

  it('shows a changed chat template as a unified diff, and a missing one not', () => {
    const older = { ...aCompared('v1'), chatTemplate: 'system\nuser\nassistant\n' };
    const newer = { ...aCompared('v2'), chatTemplate: 'system\nperson\nassistant\n' };
    expect(compareVersions(older, newer).chatTemplatePatch).toBe('@@ -1,3 +1,3 @@\n system\n-user\n+person\n assistant\n');
    expect(compareVersions(older, aCompared('v2')).chatTemplatePatch).toBeNull();
  });

  it('takes a side that has no record for one without members', () => {
    expect(changesOf(null, { name: 'tiny' })).toEqual([{ key: 'name', from: null, to: 'tiny' }]);
  });
});

function aCompared(version: string, changes: Partial<VersionDraft> = {}): Parameters<typeof compareVersions>[0] {
  return { manifest: { ...aDraft('ft-1', changes), version }, chatTemplate: null };
}
