import { describe, expect, it } from 'vitest';
import { suiteRows } from '../../../reports/page/suites.js';
import { anEvidence, times } from '../../support/evidence.js';

describe('the suites of an evaluation', () => {
  it('have both shares with intervals, the paired difference, and what was broken and fixed', () => {
    const [anchor] = suiteRows(anEvidence({ suites: { anchor: `-${times('+', 9)}` } }, { suites: { anchor: `${times('+', 7)}---` } }));
    expect(anchor).toMatchObject({ name: 'anchor', candidate: { right: 9, items: 10 }, champion: { right: 7, items: 10 }, problem: null });
    expect(anchor?.candidate?.share.estimate).toBe(0.9);
    expect(anchor?.paired).toMatchObject({ broken: ['item-1'], fixed: ['item-8', 'item-9', 'item-10'] });
    expect(anchor?.paired?.difference.estimate).toBeCloseTo(0.2, 12);
  });

  it('stand in one order, and only those that were measured', () => {
    const suites = { safety: '+', heldOut: '+', anchor: '+' };
    expect(suiteRows(anEvidence({ suites }, null)).map(({ name }) => name)).toEqual(['anchor', 'held-out', 'safety']);
  });

  it('say why nothing can be compared', () => {
    const evidence = anEvidence({ suites: { regression: '++' } }, { suites: { regression: '+' } });
    expect(suiteRows(evidence)[0]).toMatchObject({
      paired: null,
      problem: 'candidate (2 items) and champion (1) answered different items',
    });
    expect(suiteRows(anEvidence({ suites: { regression: '++' } }, {}))[0]).toMatchObject({
      champion: null,
      problem: 'the champion was not measured',
    });
  });
});
