import { describe, expect, it } from 'vitest';
import { regression } from '../../../catalog/gates/regression.js';
import { anEvidence, times } from '../../support/evidence.js';

const config = regression.config.parse({ kind: 'regression' });
const judged = (candidate: string | undefined, champion: string | undefined | null) =>
  regression.judge(
    anEvidence(
      { suites: candidate === undefined ? {} : { regression: candidate } },
      champion === null ? null : { suites: champion === undefined ? {} : { regression: champion } },
    ),
    config,
  );

describe('the regression gate', () => {
  it('allows as many broken items as the file says, not one more', () => {
    expect(judged('-' + times('+', 19), times('+', 20))).toMatchObject({ verdict: 'pass', observed: 1, limit: 1, samples: 20 });
    const verdict = judged('--' + times('+', 18), times('+', 20));
    expect(verdict).toMatchObject({ verdict: 'fail', observed: 2, limit: 1 });
    expect(verdict.reason).toContain('item-1, item-2');
  });

  it('does not set a won item against a broken one', () => {
    expect(judged('--++' + times('+', 16), '++--' + times('+', 16)).verdict).toBe('fail');
  });

  it('fails below the floor whatever the champion does', () => {
    const poor = times('+', 13) + times('-', 7);
    expect(judged(poor, poor)).toMatchObject({ verdict: 'fail', observed: 0.65, limit: 0.7 });
  });

  it('holds a first release to the floor', () => {
    expect(judged(times('+', 14) + times('-', 6), null)).toMatchObject({ verdict: 'pass', observed: 0.7, limit: 0.7 });
    expect(judged(times('+', 13) + times('-', 7), null).verdict).toBe('fail');
  });

  it.each([
    ['the suite is empty', '', ''],
    ['the candidate was not measured', undefined, times('+', 20)],
    ['the champion was not measured', times('+', 20), undefined],
    ['they answered different items', times('+', 20), times('+', 21)],
  ])('is inconclusive when %s', (_, candidate, champion) => {
    expect(judged(candidate, champion).verdict).toBe('inconclusive');
  });
});
