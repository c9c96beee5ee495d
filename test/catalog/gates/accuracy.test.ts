import { describe, expect, it } from 'vitest';
import { accuracy } from '../../../catalog/gates/accuracy.js';
import { anEvidence, times } from '../../support/evidence.js';

const config = accuracy.config.parse({ kind: 'accuracy' });
const marks = (right: number, wrong: number): string => times('+', right) + times('-', wrong);

describe('accuracy against the champion', () => {
  const onAnchor = (candidate: string, champion: string) =>
    accuracy.judge(anEvidence({ suites: { anchor: candidate } }, { suites: { anchor: champion } }), config);

  it('passes a tie, and flags that nothing is gained', () => {
    expect(onAnchor(marks(90, 10), marks(90, 10))).toMatchObject({
      verdict: 'pass',
      flagged: true,
      observed: 0.9,
      limit: 0.9,
      samples: 100,
    });
  });

  it('passes a clear gain without a flag', () => {
    const verdict = onAnchor(marks(96, 4), marks(90, 10));
    expect(verdict.verdict).toBe('pass');
    expect(verdict.flagged).toBeUndefined();
  });

  it('passes a loss that chance explains, flagged', () => {
    const verdict = onAnchor(marks(86, 14), marks(90, 10));
    expect(verdict).toMatchObject({ verdict: 'pass', flagged: true });
    expect(verdict.reason).toContain('4 lost, 0 won, p 0.0625');
  });

  it('fails from five lost and none won, as the exact test says', () => {
    const verdict = onAnchor(marks(85, 15), marks(90, 10));
    expect(verdict).toMatchObject({ gate: 'accuracy', verdict: 'fail', severity: 'block' });
    expect(verdict.reason).toContain('p 0.0313');
    expect(verdict.reason).toContain("85.0 % right against the champion's 90.0 %");
  });

  it('judges by pairs: the same two totals fail or pass by where the models differ', () => {
    expect(onAnchor(times('+', 85) + times('-', 15), times('+', 90) + times('-', 10)).verdict).toBe('fail');
    expect(onAnchor(times('-', 15) + times('+', 85), times('+', 90) + times('-', 10)).verdict).toBe('pass');
  });

  it('falls back to the new held-out items where there is no anchor, and says so', () => {
    const evidence = anEvidence({ suites: { heldOut: marks(90, 10) } }, { suites: { heldOut: marks(80, 20) } });
    const verdict = accuracy.judge(evidence, config);
    expect(verdict.verdict).toBe('pass');
    expect(verdict.reason).toContain('there is no anchor yet');
  });

  it.each([
    ['only the candidate was measured on the anchor', { anchor: marks(90, 10), heldOut: marks(90, 10) }, { heldOut: marks(80, 20) }],
    ['only the champion was measured on the anchor', { heldOut: marks(90, 10) }, { anchor: marks(90, 10), heldOut: marks(80, 20) }],
    ['nothing was measured', {}, {}],
    ['they answered different items', { anchor: marks(90, 10) }, { anchor: marks(90, 11) }],
    ['there are too few items', { anchor: marks(29, 0) }, { anchor: marks(29, 0) }],
  ] as const)('is inconclusive when %s', (_, candidate, champion) => {
    expect(accuracy.judge(anEvidence({ suites: candidate }, { suites: champion }), config).verdict).toBe('inconclusive');
  });

  it('takes a result of another artifact for none', () => {
    const { candidate, champion } = anEvidence({ suites: { anchor: marks(90, 10) } }, { suites: { anchor: marks(90, 10) } });
    const swapped = { candidate: { ...candidate, ggufSha256: 'f'.repeat(64) }, champion };
    expect(accuracy.judge(swapped, config).verdict).toBe('inconclusive');
  });
});

describe('accuracy against a share', () => {
  const first = (right: number, wrong: number, floor = 0.5) =>
    accuracy.judge(anEvidence({ suites: { heldOut: marks(right, wrong) } }, null), { ...config, floor });

  it('holds a first release to the floor', () => {
    expect(first(60, 40)).toMatchObject({ verdict: 'pass', observed: 0.6, limit: 0.5, samples: 100 });
    expect(first(50, 50).verdict).toBe('pass');
    expect(first(30, 70).verdict).toBe('fail');
  });

  it('does not pass what is below the floor, even where chance could explain it', () => {
    expect(first(48, 52).verdict).toBe('inconclusive');
  });

  it('is inconclusive with few items or none', () => {
    expect(first(29, 0).verdict).toBe('inconclusive');
    expect(accuracy.judge(anEvidence({}, null), config).verdict).toBe('inconclusive');
  });

  it('uses the share of the file instead of the champion when it names one', () => {
    const evidence = anEvidence({ suites: { heldOut: marks(80, 20), anchor: marks(10, 90) } }, { suites: { anchor: marks(90, 10) } });
    expect(accuracy.judge(evidence, { ...config, atLeast: 0.75 })).toMatchObject({ verdict: 'pass', limit: 0.75 });
    expect(accuracy.judge(evidence, { ...config, atLeast: 0.9 }).verdict).toBe('fail');
  });
});
