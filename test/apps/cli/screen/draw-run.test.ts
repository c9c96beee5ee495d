import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { drawRun } from '../../../../apps/cli/screen/draw-run.js';
import type { RunFacts } from '../../../../apps/cli/screen/run-facts.js';
import type { Stage } from '../../../../domain/run-state.js';
import type { Verdict } from '../../../../domain/verdict.js';
import { aVerdict } from '../../../support/verdicts.js';
import { aLook, aRunState, aSheet, ended, everyStage, fiveGates, held, inStage, someFacts, someText, widthOfText } from './facts.js';

describe('the picture of a run', () => {
  it('in training has the stages with their times, steps, loss, pace and time left', () => {
    expect(drawRun(inStage('train'), aSheet())).toEqual([
      'support-triage  ft-2026-11-21-002  train',
      'began 12:00:00, 30 min 30 s ago; new-data by team-data: 300 more tickets',
      '',
      '✓ validate 1 min   ▸ train 29 min 30 s   · package   · evaluate   · gate',
      '· approve?   · register   · stage   · canary   · watch',
      '',
      'now        what train does',
      'training   ███████████████████████░░░░░░░  step 120 of 160, loss 0.0421',
      '           2.0 steps a second, at most 20 s left',
    ]);
  });

  it('of a version that is promoted has only the stages that it comes to', () => {
    const state = aRunState({ stage: 'evaluate', version: 'v2' });
    expect(drawRun(someFacts({ state }), aSheet())).toContain(
      '▸ evaluate 30 min 30 s   · gate   · approve?   · stage   · canary   · watch',
    );
  });

  it('in the canary has weights, looks, the next one, and every verdict', () => {
    expect(drawRun(inStage('canary'), aSheet())).toEqual([
      'support-triage  ft-2026-11-21-002  v2  canary',
      'began 12:00:00, 30 min 30 s ago; new-data by team-data: 300 more tickets',
      '',
      '✓ validate 1 min   ✓ train 1 min   ✓ package 1 min   ✓ evaluate 1 min',
      '✓ gate 1 min   ✓ register 1 min   ✓ stage 1 min   ▸ canary 23 min 30 s   · watch',
      '',
      'weights    ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░██',
      '           champion v1 95 %, candidate v2 5 %',
      'looks      7 taken; the last passed 1 min ago',
      '           requests in the canary: v2 400 (0.5 % failed), v1 7600 (0.0 % failed)',
      'next       look 8 (canary) in 4 min, at 12:34:30',
      'evidence   c0ffee0000000000, SHA-256 of what the gates judged',
      '',
      'gate        verdict  observed  limit    n  reason',
      ...['accuracy  ', 'regression', 'latency   ', 'safety    ', 'model-size'].map(
        (gate) => `${gate}  pass          0.9   0.88  200  It is good.`,
      ),
      'live        verdict  observed  limit    n  reason',
      'error-rate  pass          0.5      2  400  No worse than its control.',
    ]);
  });

  it('in the stage of an approval names the command that answers it', () => {
    const lines = drawRun(inStage('approve'), aSheet());
    expect(lines).toContain('approve    slipway approve support-triage ft-2026-11-21-002 --reason "…"');
  });

  it('of data that a person has to look at names what was never seen, where it is shown, and the command that answers', () => {
    expect(drawRun(held(), aSheet()).slice(5)).toEqual([
      '',
      'now        needs-data-review: label "refund" was never seen',
      'data       slipway report support-triage/ft-2026-11-21-002 --data',
      'approve    slipway approve support-triage ft-2026-11-21-002 --reason "…"',
      '           and the same with --reject for no',
      'evidence   c0ffee0000000000, SHA-256 of the report on the data',
    ]);
  });

  it('has the full reason of what did not pass, which the table has to cut', () => {
    const reason = `Worse than its control: ${'27 of 393 requests failed, '.repeat(4)}and so on.`;
    const verdict = aVerdict({ gate: 'error-rate', verdict: 'fail', reason });
    const look = aLook({ outcome: 'fail', verdicts: [verdict] });
    const lines = drawRun(inStage('canary', { look, liveVerdicts: [verdict] }), aSheet());
    expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain(reason);
    expect(lines).toContain('looks      7 taken; the last failed 1 min ago: rolling back');
  });

  it('says which verdicts only warn, and which pass and should be looked at', () => {
    const verdicts = [
      aVerdict({ gate: 'model-size', verdict: 'fail', severity: 'warn', reason: 'Grown.' }),
      aVerdict({ flagged: true, reason: 'Close.' }),
    ];
    const lines = drawRun(someFacts({ ...inStage('gate'), liveVerdicts: verdicts }), aSheet());
    expect(lines).toEqual(expect.arrayContaining(['  model-size: warns only: Grown.', '  accuracy: flagged: Close.']));
  });

  it.each([
    ['rejected by a gate', ended('rejected', 'register'), '✗ gate'],
    ['rolled back', ended('rolled-back', 'watch'), '✗ watch'],
    ['failed', ended('failed', 'train'), '✗ train'],
    ['released', ended('released', 'watch'), '✓ watch'],
  ] as const)('marks where a run ended that was %s', (name, facts, mark) => {
    const verdicts = name === 'rejected by a gate' ? [aVerdict({ verdict: 'fail' })] : fiveGates;
    const text = drawRun({ ...facts, state: { ...facts.state, verdicts } }, aSheet()).join('\n');
    expect(text).toContain(mark);
    expect(text.match(/✗/g) ?? []).toHaveLength(mark.startsWith('✗') ? 1 : 0);
  });

  it('leaves out the gates in full, and then what is last, where the terminal is low', () => {
    const facts = inStage('canary');
    expect(drawRun(facts, aSheet(), 17)).toContain('gates      5 gates passed: accuracy, regression, latency, safety, model-size');
    expect(drawRun(facts, aSheet(), 8).at(-1)).toMatch(/^… \d+ more lines: slipway status support-triage$/);
  });

  it('has the same text in colour', () => {
    const coloured = drawRun(inStage('watch'), aSheet({ paint: picocolors.createColors(true) }));
    expect(coloured.join('')).toContain('\u001b[32m✓ validate 1 min\u001b[39m');
    expect(coloured.map(stripVTControlCharacters)).toEqual(drawRun(inStage('watch'), aSheet()));
  });
});

interface Texts {
  readonly stage: Stage;
  readonly text: string;
  readonly verdicts: readonly Verdict[];
}

describe('whatever the texts of a run are', () => {
  const width = fc.integer({ min: 40, max: 120 });
  const height = fc.integer({ min: 3, max: 40 });
  const verdict = fc.record({ gate: someText, verdict: fc.constantFrom('pass', 'fail', 'inconclusive'), reason: someText });
  const picture = fc.record({
    stage: fc.constantFrom(...everyStage),
    text: someText,
    verdicts: fc.array(verdict.map(aVerdict), { maxLength: 6 }),
  });

  function withTexts({ stage, text, verdicts }: Texts): RunFacts {
    const facts = inStage(stage);
    const state = { ...facts.state, model: text, progress: text, verdicts };
    const trigger = facts.trigger === null ? null : { ...facts.trigger, source: text, observed: text };
    const nextTimer = facts.nextTimer === null ? null : { ...facts.nextTimer, what: text };
    return { ...facts, state, trigger, nextTimer, liveVerdicts: verdicts };
  }

  it('no line is wider than the terminal, none moves its cursor, and there are no more than fit', () => {
    fc.assert(
      fc.property(picture, width, height, (texts, columns, rows) => {
        const lines = drawRun(withTexts(texts), aSheet({ width: columns }), rows);
        expect(lines.length).toBeLessThanOrEqual(rows);
        expect(Math.max(...lines.map(widthOfText))).toBeLessThanOrEqual(columns);
        expect(lines.join('')).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 30 },
    );
  });
});
