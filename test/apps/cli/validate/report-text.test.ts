import { describe, expect, it } from 'vitest';
import { datasetLines } from '../../../../apps/cli/validate/report-text.js';
import type { DatasetReport } from '../../../../dataset/report.js';
import { someSettings } from '../../../dataset/harness.js';

/** As releases wrote it before they kept rows for suites. */
const old: DatasetReport = {
  model: 'triage',
  outcome: 'accepted',
  reason: '57 new examples; 40 train, 7 validation, 10 held out, 0 anchor.',
  version: 'f'.repeat(64),
  parent: null,
  settings: someSettings,
  counts: { lines: 60, blank: 1, quarantined: 2, duplicates: 0, alreadyInParent: 0, newExamples: 57 },
  sources: [],
  quarantine: { file: null, byReason: { 'invalid-json': 2 } },
  labels: { parent: {}, new: { card: 20, refund: 37 }, unlabelledInParent: 0 },
  splits: { train: 40, validation: 7, heldOut: 10, anchor: null },
  unprotected: ['Drift of labels is shown, not judged.'],
};

describe('the report of a dataset as text', () => {
  it('says what became of every line, also of an earlier release that kept none for suites', () => {
    const line = { source: 'a.jsonl', line: 3, reason: 'invalid-json', detail: 'expected a JSON object' };
    expect(datasetLines(old, [line])).toEqual([
      'triage: accepted: 57 new examples; 40 train, 7 validation, 10 held out, 0 anchor.',
      'lines      60: 57 examples, 0 repeated, 0 kept for suites, 2 left out, 1 blank',
      'splits     40 train, 7 validation, 10 held out',
      'labels     refund 37, card 20',
      'left out   2 invalid-json',
      '           a.jsonl:3 invalid-json: expected a JSON object',
      'unguarded  Drift of labels is shown, not judged.',
    ]);
  });

  it('lets no label move the cursor, and leaves out what is not known', () => {
    const labels = { parent: {}, new: { 'a\u001B[2Jb\nc': 5 }, unlabelledInParent: 0 };
    const text = datasetLines({ ...old, labels, splits: null, unprotected: [] }, []).join('\n');
    expect(text).toContain('labels     ab c 5');
    expect(text).not.toMatch(/splits|unguarded/);
    expect(text).not.toContain('\u001B');
  });
});
