import { describe, expect, it } from 'vitest';
import { judgeMonitor, monitorConfig, monitors } from '../../../catalog/monitors/index.js';
import type { MonitorQuestion } from '../../../catalog/define.js';
import type { ArmWindow } from '../../../domain/judge.js';

const asked = (candidate: readonly ArmWindow[], control: readonly ArmWindow[]): MonitorQuestion => ({
  candidate,
  control,
  minimumSamples: 50,
  plannedLooks: 20,
});
const served = (requests: number, errors: number, invalid: number): ArmWindow => ({
  requests,
  errors,
  checked: requests - errors,
  invalid,
});
const silent = served(0, 0, 0);

describe.each(monitors.map((monitor) => [monitor.kind, monitor] as const))('the monitor %s', (kind, monitor) => {
  it.each([
    ['no window', asked([], [])],
    ['a silent window', asked([silent], [silent])],
    ['a silent window of a first release', asked([silent], [])],
    ['a silent control', asked([served(500, 0, 0)], [silent])],
    ['fewer samples than asked for', asked([served(49, 0, 0)], [served(900, 0, 0)])],
  ])('does not pass %s', (_, question) => {
    const verdict = judgeMonitor(monitorConfig.parse({ kind }), question);
    expect(verdict).toMatchObject({ gate: kind, verdict: 'inconclusive', severity: 'block' });
    expect(verdict.reason).toMatch(/\.$/);
  });

  it('passes a candidate like its control', () => {
    expect(judgeMonitor(monitorConfig.parse({ kind }), asked([served(100, 1, 1)], [served(900, 9, 9)])).verdict).toBe('pass');
  });

  it('fails a first release over its limit', () => {
    expect(judgeMonitor(monitorConfig.parse({ kind }), asked([served(100, 50, 25)], [])).verdict).toBe('fail');
  });

  it('carries the severity that the file gives it, and says what it protects from', () => {
    expect(judgeMonitor(monitorConfig.parse({ kind, severity: 'warn' }), asked([], [])).severity).toBe('warn');
    expect(monitorConfig.safeParse({ kind, nonsense: 1 }).success).toBe(false);
    expect(monitor.protects).not.toBe('');
  });
});

describe('what the monitors look at', () => {
  const failing = asked([served(200, 100, 0)], [served(1_000, 10, 10)]);
  const garbled = asked([served(200, 2, 100)], [served(1_000, 10, 10)]);

  it('failed requests fail error-rate, not output-quality', () => {
    expect(judgeMonitor(monitorConfig.parse({ kind: 'error-rate' }), failing).verdict).toBe('fail');
    expect(judgeMonitor(monitorConfig.parse({ kind: 'output-quality' }), failing).verdict).toBe('pass');
  });

  it('garbled answers fail output-quality, not error-rate', () => {
    expect(judgeMonitor(monitorConfig.parse({ kind: 'error-rate' }), garbled).verdict).toBe('pass');
    expect(judgeMonitor(monitorConfig.parse({ kind: 'output-quality' }), garbled).verdict).toBe('fail');
  });
});
