import { describe, expect, it } from 'vitest';
import { aCheck, aDatasetReport, aHeldReport, aRejectedReport, someChecks } from '../../support/dataset-reports.js';
import { documentOf, sha256, textIn } from './drawn.js';

function commandsIn(page: Document): string[] {
  return [...page.querySelectorAll('header .command')].map((command) => command.textContent);
}

describe('the first screen', () => {
  it('has the lines that add up, and the training set', () => {
    const text = textIn(documentOf(aDatasetReport()), 'header');
    expect(text).toMatch(
      /Accepted\s*900\s*74.4 %Quarantined\s*6.*Exact duplicates\s*290.*Filtered\s*3.*Blank\s*1.*Lines read\s*1,210\s*100.0 %/,
    );
    expect(text).toContain('1,200 examples: 900 new, 300 existing');
    expect(text).toContain('d'.repeat(64));
  });

  it('of data that waits for a person has the answer to give, bound to what is seen', () => {
    const page = documentOf(aHeldReport());
    expect(textIn(page, 'h1')).toBe(
      '! Needs a review There is something in this data that was never seen before: a person decides whether it is trained on.',
    );
    expect(textIn(page, 'header')).toContain('new-kinds is inconclusive: Never seen before: label "exchange".');
    expect(commandsIn(page)).toEqual([
      `slipway approve support-triage RUN --evidence ${sha256} --reason "why"`,
      'slipway status support-triage',
    ]);
  });

  it('of rejected data says how to mend what stopped it, and shows no version', () => {
    const page = documentOf(aRejectedReport({ version: 'f'.repeat(64) }));
    expect(textIn(page, 'header')).toContain(
      'mend or leave out the 61 quarantined lines; quarantine.jsonl names file, line, byte and fault of each',
    );
    expect(commandsIn(page)).toEqual(['slipway data validate support-triage', 'slipway run support-triage']);
    expect(textIn(page, 'header')).not.toContain('f'.repeat(64));
  });

  it.each<[string, Document, RegExp]>([
    [
      'accepted by a run',
      documentOf(aDatasetReport()),
      /900 new examples can be trained on\..*Nothing has to be done: the run goes on by itself\./,
    ],
    ['accepted in a folder', documentOf(aDatasetReport({ model: null }), null), /Train on splits\/train\.jsonl beside this page/],
    [
      'accepted with a warning',
      documentOf(
        aDatasetReport({ checks: someChecks(aCheck('outliers', { verdict: 'fail', severity: 'warn', reason: 'Five stand out.' })) }),
      ),
      /1 check warns\..*outliers warns: Five stand out\..*look at what the checks warn of/,
    ],
    ['held in a folder', documentOf(aHeldReport(), null), /A run with this data waits for a person/],
    [
      'too small',
      documentOf(
        aDatasetReport({
          outcome: 'skipped',
          training: { existing: 0, new: 12, removed: 0, total: 12 },
          checks: someChecks(aCheck('volume', { verdict: 'fail', limit: 100, reason: '88 too few.' })),
        }),
      ),
      /There is too little that is new: 12 examples, at least 100 are needed\..*volume failed: 88 too few\..*the next run counts these examples again/,
    ],
    ['rejected in a folder', documentOf(aRejectedReport(), null), /Then give the same command again\./],
  ])('says what came out and what to do with data that is %s', (_, page, said) => {
    expect(textIn(page, 'header')).toMatch(said);
  });
});
