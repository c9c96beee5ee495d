import { describe, expect, it } from 'vitest';
import { changesOf } from '../../../../apps/cli/screen/changes.js';
import type { LookFacts, RunFacts } from '../../../../apps/cli/screen/run-facts.js';
import { aVerdict } from '../../../support/verdicts.js';
import { aLiveVerdict, aLook, ended, held, inStage, someFacts } from './facts.js';

const changes = (before: RunFacts | null, facts: RunFacts, newLooks: readonly LookFacts[] = []): string[] =>
  changesOf(before, { facts, newLooks });

describe('what has changed in a run', () => {
  it('is nothing while nothing does', () => {
    const facts = inStage('canary');
    expect(changes(facts, facts)).toEqual([]);
  });

  it('is where it is, at first', () => {
    expect(changes(null, someFacts())).toEqual(['validate: reading 1 sources']);
  });

  it('is each new stage, also one that came and went between two looks', () => {
    expect(changes(inStage('train'), inStage('evaluate'))).toEqual(['package: took 1 min', 'evaluate: what evaluate does']);
  });

  it('is that a person is waited for to look at the data, and what was answered', () => {
    const command = 'slipway approve support-triage ft-2026-11-21-002 --reason "…", and the same with --reject for no';
    const waits = 'validate: needs-data-review: label "refund" was never seen';
    expect(changes(someFacts(), held())).toEqual([waits, command]);
    expect(changes(null, held())).toEqual([waits, command]);
    expect(changes(held(), held())).toEqual([]);
    const { dataReview } = held().state;
    if (dataReview === undefined) throw new Error('expected a review');
    const answer = { approved: true, identity: 'anna', reason: 'a new product', at: '2026-11-21T12:00:00Z' };
    const training = inStage('train');
    const answered = { ...training, state: { ...training.state, dataReview: { ...dataReview, answer } } };
    expect(changes(held(), answered)[0]).toBe('data approved by anna: a new product');
    expect(changes(answered, answered)).toEqual([]);
  });

  it('is each tenth of the training, not each step', () => {
    const training = (step: number): RunFacts => inStage('train', { training: { step, maxSteps: 200, loss: 0.5, stepsPerSecond: null } });
    expect(changes(training(20), training(39))).toEqual([]);
    expect(changes(training(39), training(40))).toEqual(['train: step 40 of 200, loss 0.5000']);
  });

  it('is what the gates said, right after their stage', () => {
    expect(changes(inStage('gate'), inStage('register')).slice(0, 2)).toEqual([
      'gate accuracy: pass, It is good.',
      'gate regression: pass, It is good.',
    ]);
    const facts = inStage('evaluate');
    const rejected = ended('rejected', 'register');
    const verdict = aVerdict({ verdict: 'fail', reason: 'It is bad.' });
    expect(changes(facts, { ...rejected, state: { ...rejected.state, verdicts: [verdict] } })).toEqual([
      'gate: took 1 min',
      'gate accuracy: fail, It is bad.',
      'register: took 1 min',
    ]);
  });

  it('is each weight, after the look that led to it', () => {
    const before = inStage('canary');
    const look = aLook({ number: 8 });
    expect(changes(before, { ...inStage('watch'), look, liveVerdicts: before.liveVerdicts }, [look])).toEqual([
      'look 8 (canary): pass; 400 requests of v2, 0.5 % failed',
      'watch',
      'weights: holdback v1 2 %, candidate v2 98 %',
    ]);
  });

  it('is every look that judged, and each live verdict that is another than before', () => {
    const before = inStage('canary');
    const failing = { ...aLiveVerdict, verdict: 'fail' as const, reason: 'Worse than its control.' };
    const looks = [
      aLook({ number: 8, outcome: null, verdicts: [] }),
      aLook({ number: 9 }),
      aLook({ number: 10, outcome: 'fail', verdicts: [failing] }),
    ];
    expect(changes(before, { ...before, liveVerdicts: [failing] }, looks)).toEqual([
      'look 9 (canary): pass; 400 requests of v2, 0.5 % failed',
      'look 10 (canary): fail; 400 requests of v2, 0.5 % failed',
      'live error-rate: fail, Worse than its control.',
    ]);
  });

  it('never breaks a line or colours a log', () => {
    const facts = someFacts();
    const lines = changes(null, { ...facts, state: { ...facts.state, progress: 'one\ntwo \u001b[31mred' } });
    expect(lines).toEqual(['validate: one two red']);
  });
});
