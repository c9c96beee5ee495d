import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Json } from '../../domain/canonical-json.js';
import type { VersionDraft } from '../../registry/manifests.js';
import { modelCard } from '../../registry/model-card.js';
import { aVerdict } from '../support/verdicts.js';
import { aRef, aDraft } from './harness.js';

const spec: Json = { task: { kind: 'classification', answer: 'json', labelPath: 'intent', labels: ['refund', 'login'] } };
const sha256 = hash('sha256', 'manifest');

describe('the model card', () => {
  it('begins with the front matter that hubs read', () => {
    const [, frontMatter = ''] = aCard({ packaging: somePackaging }).split('---\n');
    expect(parse(frontMatter)).toEqual({
      model_name: 'triage v12',
      base_model: 'tiny',
      pipeline_tag: 'text-generation',
      tags: ['gguf', 'lora', 'Q4_K_M', 'trained', 'slipway'],
    });
  });

  it('tells what it is for, how much data made it, how well it did, and how to make it again', () => {
    const card = aCard({
      datasetSizes: { train: 976, validation: 67, heldOut: 122, anchor: 35 },
      evaluation: { evidence: aRef(), scores: [{ suite: 'heldOut', items: 122, correct: 119, championCorrect: null }] },
      packaging: somePackaging,
      approval: { approved: true, identity: 'anna', reason: 'read it', at: '2026-11-21T10:00:00Z', evidenceSha256: sha256 },
    });
    for (const line of [
      '- Task: classification',
      '- Labels: refund, login',
      '| train | 976 |',
      '| train.loraRank | 16 |',
      '| heldOut | 119 of 122 (97.5 %) | not asked |',
      '| accuracy | pass | good |',
      'Approved by anna at 2026-11-21 10:00:00 UTC: read it',
      '- Quantization Q4_K_M: tensors 20 Q4_K, 9 F32',
      `- Manifest \`${sha256}\``,
      'slipway reproduce triage v12',
    ]) {
      expect(card.split('\n')).toContain(line);
    }
    expect(card).not.toContain('/home/anna/base');
  });

  it('is the same, byte for byte, for the same record however its keys are ordered', () => {
    const reordered = Object.fromEntries(Object.entries(aDraft('ft-1', changes)).toReversed()) as unknown as VersionDraft;
    expect(modelCard(sourceOf(reordered))).toBe(modelCard(sourceOf(aDraft('ft-1', changes))));
  });

  it('says of an imported version that its lineage is unknown and its contamination unproven', () => {
    const card = aCard({ origin: 'imported', status: 'candidate', dataset: null, baseModel: null, recipe: null, verdicts: [] });
    expect(card).toContain('its lineage is unknown, and that its training data did not contain the tests is unproven');
    expect(card).toContain('No gate has judged it: nothing is known of how well it answers.');
    expect(card).toContain('It cannot be made again here');
    expect(card).not.toContain('slipway reproduce');
  });

  it('makes a limitation of every verdict that is not a clean pass', () => {
    const verdicts = [aVerdict({ gate: 'latency', verdict: 'inconclusive', reason: 'Too few calls.' })];
    expect(aCard({ verdicts })).toContain('- Gate latency: inconclusive. Too few calls.');
  });

  it('lets no text of a record become markup', () => {
    const card = aCard({ verdicts: [aVerdict({ reason: '<script>x</script> | # not a heading\n## nor this' })] });
    expect(card).toContain('\\<script\\>x\\</script\\> \\| # not a heading ## nor this');
    expect(card.split('\n')).not.toContain('## nor this');
  });
});

const somePackaging: VersionDraft['packaging'] = {
  quantization: 'Q4_K_M',
  tensorTypes: { F32: 9, Q4_K: 20 },
  tokenizerSha256: 'b'.repeat(64),
  chatTemplate: aRef(),
};
const changes: Partial<VersionDraft> = {
  recipe: { digest: 'd'.repeat(64), train: { method: 'lora', loraRank: 16, baseModel: { uri: '/home/anna/base' } } },
};

function aCard(more: Partial<VersionDraft>): string {
  return modelCard(sourceOf(aDraft('ft-1', { ...changes, ...more })));
}

function sourceOf(draft: VersionDraft): Parameters<typeof modelCard>[0] {
  return { stored: { manifest: { ...draft, version: 'v12' }, sha256 }, spec };
}
