import { describe, expect, it } from 'vitest';
import { latency } from '../../../catalog/gates/latency.js';
import { anEvidence } from '../../support/evidence.js';

const config = latency.config.parse({ kind: 'latency' });
/** Thirty times around `middle`, with one long pause of the machine in every `pauseEvery`. */
const calls = (middle: number, pauseEvery = Number.POSITIVE_INFINITY): number[] =>
  Array.from({ length: 30 }, (_, index) => middle * (1 + (index % 7) / 50) * ((index + 1) % pauseEvery === 0 ? 20 : 1));
const judged = (candidate: readonly number[], champion: readonly number[] | null) =>
  latency.judge(anEvidence({ milliseconds: candidate }, champion === null ? null : { milliseconds: champion }), config);

describe('latency against the champion', () => {
  it('passes the same speed, and a faster one', () => {
    expect(judged(calls(20), calls(20))).toMatchObject({ verdict: 'pass', observed: 1, limit: 1.1, samples: 30 });
    expect(judged(calls(10), calls(20)).verdict).toBe('pass');
  });

  it('fails a candidate that is slower beyond doubt', () => {
    const verdict = judged(calls(30), calls(20));
    expect(verdict.verdict).toBe('fail');
    expect(verdict.reason).toMatch(/ratio 1\.50, at least 1\.\d\d with 95 % confidence \(limit 1\.10\)/);
  });

  it('passes two pauses of the machine, flagged', () => {
    expect(judged(calls(20, 15), calls(20))).toMatchObject({ verdict: 'pass', flagged: true });
  });

  it.each([
    ['no calls', [], []],
    ['fewer calls than asked for', calls(20).slice(11), calls(20).slice(11)],
    ['calls that are not in pairs', calls(20), calls(20).slice(1)],
    ['a time that cannot be', [...calls(20).slice(1), Number.NaN], calls(20)],
    ['a champion time that cannot be', calls(20), [...calls(20).slice(1), 0]],
  ])('is inconclusive with %s', (_, candidate, champion) => {
    expect(judged(candidate, champion).verdict).toBe('inconclusive');
  });

  it('is inconclusive when either was not measured', () => {
    expect(latency.judge(anEvidence({ milliseconds: calls(20) }, {}), config).verdict).toBe('inconclusive');
    expect(latency.judge(anEvidence({}, { milliseconds: calls(20) }), config).verdict).toBe('inconclusive');
  });
});

describe('latency of a first release', () => {
  it('is held against milliseconds', () => {
    expect(judged(calls(20), null)).toMatchObject({ verdict: 'pass', limit: 2_000 });
    expect(judged(calls(3_000), null).verdict).toBe('fail');
    expect(judged(calls(200, 15), null)).toMatchObject({ verdict: 'pass', flagged: true });
  });
});
