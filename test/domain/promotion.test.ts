import { describe, expect, it } from 'vitest';
import { decidePromotion } from '../../domain/promotion.js';
import { aVerdict } from '../support/verdicts.js';

describe('the promotion', () => {
  it('promotes when every required gate passed', () => {
    const decision = decidePromotion([aVerdict({ gate: 'accuracy' }), aVerdict({ gate: 'safety' })], ['accuracy', 'safety']);
    expect(decision).toEqual({ decision: 'promote', reason: 'every blocking gate passed (accuracy, safety)' });
  });

  it.each([
    ['nothing at all', [], []],
    ['no verdict for a required gate', [aVerdict({ gate: 'accuracy' })], ['accuracy', 'safety']],
    ['no verdict for a required gate, only warnings', [aVerdict({ severity: 'warn' })], ['accuracy']],
    ['an inconclusive gate', [aVerdict({ verdict: 'inconclusive' })], ['accuracy']],
    ['a failed gate', [aVerdict({ verdict: 'fail' })], ['accuracy']],
    ['a pass and a fail of one gate', [aVerdict({}), aVerdict({ verdict: 'fail' })], ['accuracy']],
  ] as const)('rejects %s', (_, verdicts, required) => {
    expect(decidePromotion(verdicts, required).decision).toBe('reject');
  });

  it('gives every reason', () => {
    const { reason } = decidePromotion(
      [
        aVerdict({ verdict: 'fail', reason: 'It is worse.' }),
        aVerdict({ gate: 'latency', verdict: 'inconclusive', reason: 'Too few calls.' }),
      ],
      ['accuracy', 'latency', 'safety'],
    );
    expect(reason).toBe('safety: no verdict | accuracy fail: It is worse. | latency inconclusive: Too few calls.');
  });

  it('lets a warning through and says so', () => {
    const { decision, reason } = decidePromotion(
      [
        aVerdict({ flagged: true, reason: 'No gain.' }),
        aVerdict({ gate: 'model-size', severity: 'warn', verdict: 'fail', reason: 'Too large.' }),
      ],
      ['accuracy', 'model-size'],
    );
    expect(decision).toBe('promote');
    expect(reason).toBe('every blocking gate passed (accuracy) | accuracy flagged: No gain. | model-size fail (warning): Too large.');
  });
});
