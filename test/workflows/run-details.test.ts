import { describe, expect, it } from 'vitest';
import type { RunState } from '../../workflows/contract.js';
import { runDetails, runPlan, runSummary } from '../../workflows/run-details.js';
import { aChampion } from '../support/scripted.js';
import { aResolvedSpec } from '../support/specs.js';
import { aVerdict } from '../support/verdicts.js';

const trigger = {
  kind: 'manual',
  source: 'cli:anna',
  fingerprint: '1',
  observed: 'asked for by hand',
  at: '2026-11-21T10:00:00Z',
} as const;
const input = { model: 'support-triage', runId: 'ft-2026-11-21-001', trigger, resolved: aResolvedSpec() };
const state: RunState = {
  model: input.model,
  runId: input.runId,
  stage: 'train',
  progress: '500 new examples',
  stages: [],
  verdicts: [],
  version: null,
  outcome: null,
  evidenceSha256: null,
  rollout: null,
};

describe('what the Web UI shows of a run', () => {
  it('names the command for its report once it has ended, and not before', () => {
    expect(runDetails(state)).not.toContain('slipway report');
    const ended = runDetails({ ...state, stage: 'ended', outcome: 'rejected' });
    expect(ended.split('\n').at(-1)).toBe('The whole story as one page: `slipway report support-triage/ft-2026-11-21-001`');
  });

  it('names the version that is promoted, and who wants it, in the place of data and base model', () => {
    const promoted = { ...aChampion('v5'), packaging: null };
    expect(runSummary({ ...input, promoted })).toBe('support-triage: v5 promoted by cli:anna');
    expect(runSummary(input)).toBe('support-triage: manual from cli:anna');
    expect(runPlan({ ...input, promoted })).toContain('- version: v5, as it is: nothing is trained');
    expect(runPlan({ ...input, promoted })).not.toContain('base model');
  });

  it('says of each verdict what was observed against what, and why', () => {
    const verdict = aVerdict({ gate: 'accuracy', observed: 0.96234, limit: 0.9, samples: 53, flagged: true, reason: 'Good enough.' });
    expect(runDetails({ ...state, verdicts: [verdict] })).toContain(
      '- **accuracy pass, flagged** (observed 0.9623, limit 0.9, 53 samples): Good enough.',
    );
  });

  it('tells who waits for a person to look at the data, with the commands, and what was answered', () => {
    const report = { key: 'r', sha256: 'c0ffee'.padEnd(64, '0'), bytes: 10 };
    const review = { reason: 'label "refund" was never seen', dataset: 'd'.repeat(64), report, answer: null };
    const held = runDetails({ ...state, stage: 'validate', dataReview: review });
    expect(held).toContain(
      '- `slipway report support-triage/ft-2026-11-21-001 --data`\n- `slipway approve support-triage ft-2026-11-21-001 --reason "…"`',
    );
    const answer = { approved: true, identity: 'cli:anna', reason: 'a new product', at: '2026-11-21T12:00:00Z' };
    expect(runDetails({ ...state, dataReview: { ...review, answer } })).toContain(
      '**Data review**: approved by cli:anna at 2026-11-21T12:00:00Z: a new product (report c0ffee000000)',
    );
    expect(runDetails({ ...state, stage: 'ended', outcome: 'cancelled', dataReview: review })).toContain(
      '**Data review**: label "refund" was never seen; nobody has answered (report c0ffee000000)',
    );
    expect(runDetails(state)).not.toContain('Data review');
  });

  it('shows another chat template as a diff, also one that holds a block of code, and says where all of it is', () => {
    const diff = { key: 'models/support-triage/artifacts/diff', sha256: 'd'.repeat(64), bytes: 10 };
    const excerpt = '--- v1\n+++ ft-1\n-{{ old }}\n+```{{ new }}```\n';
    const details = runDetails({ ...state, chatTemplateChange: { diff, excerpt, summary: '1 line added, 1 removed' } });
    expect(details).toContain(
      '**Chat template**: 1 line added, 1 removed; all of it at `models/support-triage/artifacts/diff`\n\n' +
        '````diff\n--- v1\n+++ ft-1\n-{{ old }}\n+```{{ new }}```\n````',
    );
    expect(runDetails(state)).not.toContain('Chat template');
  });

  it('tells the plan from the start: trigger, data, canary, what is unprotected, and the commands', () => {
    const plan = runPlan(input);
    expect(plan).toContain('Started by manual (cli:anna) at 2026-11-21T10:00:00Z: asked for by hand');
    expect(plan).toMatch(/canary: 5 % for 2h, 25 % for 4h, 100 %; then watched for 24h/);
    for (const line of input.resolved.unprotected) expect(plan).toContain(`- ${line}`);
    expect(plan).toContain('`slipway watch support-triage ft-2026-11-21-001`');
  });
});
