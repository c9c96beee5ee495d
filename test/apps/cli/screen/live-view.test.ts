import { describe, expect, it } from 'vitest';
import { drawRun } from '../../../../apps/cli/screen/draw-run.js';
import { createLiveView } from '../../../../apps/cli/screen/live-view.js';
import type { RunFacts } from '../../../../apps/cli/screen/run-facts.js';
import { aRun } from '../../../registry/harness.js';
import { aSheet, ended, everyStage, inStage } from './facts.js';
import { aTerminal, type Terminal } from './terminal.js';

const hint = 'Ctrl-C leaves';

/** Times pass while a test runs. */
const withoutTimes = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replaceAll(/\d+ (min|h|s|d)( \d+ (min|h|s))?( ago)?/g, 'T').trimEnd());
const shown = (terminal: Terminal): string[] => withoutTimes(terminal.lines()).join('\n').trimEnd().split('\n');
const drawn = (facts: RunFacts, height?: number): string[] =>
  withoutTimes(drawRun(facts, aSheet({ nowMilliseconds: Date.now(), timeZone: undefined }), height));

describe('a run on a terminal', () => {
  it('is always the picture of now alone, whether it grows or shrinks', () => {
    const terminal = aTerminal(80, 40);
    const view = createLiveView(terminal.stream, hint);
    const stages = everyStage.map((stage) => inStage(stage));
    const training = { step: 1, maxSteps: 24, loss: 6.7, stepsPerSecond: null };
    const inTraining = [null, training, { ...training, stepsPerSecond: 0.5 }].map((now) => inStage('train', { training: now }));
    for (const facts of [...stages, ...stages.toReversed(), ...inTraining, ...inTraining.toReversed()]) {
      view.show({ facts, newLooks: [] });
      expect(shown(terminal)).toEqual([...drawn(facts), '', hint]);
    }
    view.end(null);
  });

  it('never is higher than the terminal', () => {
    const terminal = aTerminal(80, 20);
    const view = createLiveView(terminal.stream, hint);
    view.show({ facts: inStage('canary'), newLooks: [] });
    expect(terminal.lines().length).toBeLessThanOrEqual(20);
    expect(shown(terminal)).toEqual([...drawn(inStage('canary'), 17), '', hint]);
    view.end(null);
  });

  it('says what is in the way until that is over', () => {
    const terminal = aTerminal(80, 40);
    const view = createLiveView(terminal.stream, hint);
    view.show({ facts: inStage('train'), newLooks: [] });
    view.note('the server is away');
    expect(shown(terminal).at(-1)).toBe('the server is away');
    view.show({ facts: inStage('train'), newLooks: [] });
    expect(shown(terminal).at(-1)).toBe(hint);
    view.end(null);
  });

  it('stays as it was at the end, in full', () => {
    const terminal = aTerminal(80, 12);
    const view = createLiveView(terminal.stream, hint);
    view.show({ facts: inStage('watch'), newLooks: [] });
    const facts = ended('released', 'watch');
    view.end({ last: { facts, newLooks: [] }, record: aRun('ft-2026-11-21-002') });
    expect(shown(terminal)).toEqual(drawn(facts));
  });
});
