import { dot, text } from '@observablehq/plot';
import { describe, expect, it } from 'vitest';
import { drawClusters } from '../../../../reports/page/plots/clusters.js';
import { drawColumns } from '../../../../reports/page/plots/columns.js';
import { draw } from '../../../../reports/page/plots/draw.js';
import { drawLabels } from '../../../../reports/page/plots/labels.js';
import { drawLosses, usesLog } from '../../../../reports/page/plots/loss.js';
import { someCurves } from '../../../support/report-data.js';

describe('a drawing', () => {
  it('escapes every text, and has no style or names of its own', () => {
    const { markup } = draw({ height: 50, marks: [text([[0, 0]], { text: () => '<b onclick="x">&' })] });
    expect(markup).toContain('&lt;b onclick="x"&gt;&amp;');
    expect(markup).not.toMatch(/<style|aria-label|<b/);
  });

  it('has places to a tenth of a pixel, and texts as they were', () => {
    const { markup } = draw({
      height: 50,
      marks: [dot([1.23456, 2], { x: (each: number) => each }), text(['0.123456'], { frameAnchor: 'left' })],
    });
    expect(markup).not.toMatch(/="[^"]*\d\.\d{2,}[^"]*"/);
    expect(markup).toContain('>0.123456<');
  });

  it('is the same however often it is drawn', () => {
    expect(drawLosses(someCurves(40))).toEqual(drawLosses(someCurves(40)));
  });
});

describe('the loss', () => {
  it('is on a logarithmic scale only where it falls by more than ten times and never to nothing', () => {
    expect([usesLog([6, 0.01]), usesLog([6, 1]), usesLog([6, 0]), usesLog([])]).toEqual([true, false, false, false]);
  });

  it.each([
    ['one point', [{ step: 1, loss: 3 }], []],
    ['only validation', [], [{ step: 10, loss: 2 }]],
    ['the same value throughout', [1, 2, 3].map((step) => ({ step, loss: 1 })), []],
  ])('of %s can be drawn', (_, train, validation) => {
    expect(drawLosses({ model: 'm', runId: 'r', train, validation }).markup).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('labels', () => {
  it('are shortened in the middle, where long names differ least', () => {
    const { markup } = drawLabels([{ label: 'intent_with_a_long_name_17', before: null, now: 1 }]);
    expect(markup).toContain('intent_wit…ong_name_17');
  });
});

describe('columns', () => {
  it.each([
    ['one side', [{ tick: '8', before: null, now: 1 }], 1],
    ['two sides', [{ tick: '8', before: 0.4, now: 0.6 }], 2],
    ['nothing at all', [{ tick: '8', before: 0, now: 0 }], 2],
  ])('of %s can be drawn', (_, buckets, rectangles) => {
    const { markup } = drawColumns(buckets, 'words from');
    expect(markup).not.toMatch(/NaN|undefined|Infinity/);
    expect(markup.match(/<rect/g)).toHaveLength(rectangles);
  });

  it('have as many texts as fit', () => {
    const buckets = Array.from({ length: 30 }, (_, index) => ({ tick: `t${index}`, before: null, now: 1 / 30 }));
    expect(drawColumns(buckets, 'words from').markup.match(/>t\d+</g)).toHaveLength(10);
  });
});

describe('clusters', () => {
  it('are named by the end of their place', () => {
    const { markup } = drawClusters([
      { name: 'folder/a-file-with-quite-a-long-name.jsonl:1234', size: 9 },
      { name: 'folder/b.jsonl:7', size: 2 },
    ]);
    expect(markup).toMatch(/>…[a-z-]+name\.jsonl:1234<.*>b\.jsonl:7</);
  });
});
