import { describe, expect, it } from 'vitest';
import { modelSize } from '../../../catalog/gates/model-size.js';
import { anEvidence } from '../../support/evidence.js';

const config = modelSize.config.parse({ kind: 'model-size', severity: 'warn' });
const judged = (bytes: number, champion: number | null) =>
  modelSize.judge(anEvidence({ bytes }, champion === null ? null : { bytes: champion }), config);

describe('the model-size gate', () => {
  it('allows the share that the file says, not a byte more', () => {
    expect(judged(105, 100)).toMatchObject({ verdict: 'pass', observed: 105, limit: 105, severity: 'warn' });
    expect(judged(106, 100).verdict).toBe('fail');
    expect(judged(50, 100).verdict).toBe('pass');
  });

  it('notes the size of a first release, which has no limit', () => {
    expect(judged(100, null)).toMatchObject({ verdict: 'pass', observed: 100, limit: null });
  });

  it.each([
    [0, 100],
    [Number.NaN, 100],
    [0, null],
    [100, 0],
  ])('is inconclusive when a size is unknown: %d, %d', (bytes, champion) => {
    expect(judged(bytes, champion).verdict).toBe('inconclusive');
  });
});
