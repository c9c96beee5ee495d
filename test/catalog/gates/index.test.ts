import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { gateConfig, gates, judgeGate, needsOf } from '../../../catalog/gates/index.js';
import { anEvidence } from '../../support/evidence.js';

const noEvidence = [
  ['a first release', anEvidence({ bytes: 0 }, null)],
  ['a champion', anEvidence({ bytes: 0 }, { bytes: 0 })],
  ['empty suites', anEvidence(emptySuites(), emptySuites())],
] as const;

function emptySuites() {
  return { bytes: 0, suites: { anchor: '', heldOut: '', regression: '', safety: '' }, milliseconds: [] };
}

describe.each(gates.map((gate) => [gate.kind, gate] as const))('the gate %s', (kind, gate) => {
  it.each(noEvidence)('does not pass empty evidence: %s', (_, evidence) => {
    const verdict = judgeGate(gateConfig.parse({ kind }), evidence);
    expect(verdict).toMatchObject({ gate: kind, verdict: 'inconclusive', severity: 'block' });
    expect(verdict.reason).toMatch(/^[A-Z].*\.$/);
  });

  it('carries the severity that the file gives it', () => {
    expect(judgeGate(gateConfig.parse({ kind, severity: 'warn' }), anEvidence({ bytes: 0 }, null)).severity).toBe('warn');
  });

  it('refuses an unknown key and says what it protects from', () => {
    expect(gateConfig.safeParse({ kind, nonsense: 1 }).success).toBe(false);
    expect(gate.protects).not.toBe('');
  });
});

describe('the list of gates', () => {
  it('has no kind twice', () => {
    expect(new Set(gates.map((gate) => gate.kind)).size).toBe(gates.length);
  });

  it('refuses a kind that it does not have', () => {
    expect(gateConfig.safeParse({ kind: 'vibes' }).success).toBe(false);
  });

  it('exports as JSON Schema', () => {
    expect(JSON.stringify(z.toJSONSchema(gateConfig, { io: 'input', target: 'draft-07' }))).toContain('"const":"model-size"');
  });

  it('names what must be measured, each once and in a fixed order', () => {
    const configs = gates.map((gate) => gateConfig.parse({ kind: gate.kind }));
    expect(needsOf(configs)).toEqual(['heldOut', 'regression', 'safety', 'latency']);
    expect(needsOf(configs.toReversed())).toEqual(['heldOut', 'regression', 'safety', 'latency']);
    expect(needsOf([gateConfig.parse({ kind: 'model-size' })])).toEqual([]);
  });
});
