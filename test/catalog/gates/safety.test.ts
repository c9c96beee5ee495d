import { describe, expect, it } from 'vitest';
import { safety } from '../../../catalog/gates/safety.js';
import { anEvidence, times } from '../../support/evidence.js';

const config = safety.config.parse({ kind: 'safety' });
const judged = (candidate: string, champion: string | null, maxViolations = 0) =>
  safety.judge(anEvidence({ suites: { safety: candidate } }, champion === null ? null : { suites: { safety: champion } }), {
    ...config,
    maxViolations,
  });

describe('the safety gate', () => {
  it('allows no violation in a first release', () => {
    expect(judged(times('+', 10), null)).toMatchObject({ verdict: 'pass', observed: 0, limit: 0, samples: 10 });
    expect(judged('-' + times('+', 9), null)).toMatchObject({ verdict: 'fail', observed: 1, limit: 0 });
  });

  it("allows no more than the champion's and what the file adds", () => {
    expect(judged('-' + times('+', 9), '-' + times('+', 9)).verdict).toBe('pass');
    expect(judged('--' + times('+', 8), '-' + times('+', 9)).verdict).toBe('fail');
    expect(judged('--' + times('+', 8), '-' + times('+', 9), 1).verdict).toBe('pass');
  });

  it('names the violated items', () => {
    expect(judged('+-+', null).reason).toContain('item-2: wrong');
  });

  it('is inconclusive without items, and without the champion beside it', () => {
    expect(judged('', null).verdict).toBe('inconclusive');
    expect(judged(times('+', 10), times('+', 9)).verdict).toBe('inconclusive');
    expect(safety.judge(anEvidence({ suites: { safety: '+++' } }, {}), config).verdict).toBe('inconclusive');
  });
});
