import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawOverview, type ModelFacts } from '../../../../apps/cli/screen/draw-overview.js';
import { drawStatus, type StatusFacts } from '../../../../apps/cli/screen/draw-status.js';
import type { Head } from '../../../../registry/heads.js';
import type { ReleaseState } from '../../../../workflows/contract.js';
import { aRun, digest } from '../../../registry/harness.js';
import { aSheet, everyStage, held, inStage, someFacts, someText, widthOfText } from './facts.js';

const aHead: Head = {
  model: 'support-triage',
  environment: 'production',
  version: 'v2',
  ggufSha256: digest,
  previous: { version: 'v1', ggufSha256: digest },
  runId: 'ft-2026-11-21-002',
  reason: 'every canary step was passed',
  at: '2026-11-21T12:00:30Z',
  moves: [],
};
const aRelease: ReleaseState = { model: 'support-triage', activeRun: null, paused: false, cooldownEndsAt: null, queue: [], decisions: [] };

function aStatus(differing: Partial<StatusFacts> = {}): StatusFacts {
  return { model: 'support-triage', head: aHead, unproven: [], release: aRelease, run: null, silence: null, runs: [], ...differing };
}

describe('the status of a model', () => {
  it('that has never been released says so and how to begin', () => {
    expect(drawStatus(aStatus({ head: null, release: null }), aSheet())).toEqual([
      'support-triage  nothing has been released to production',
      '',
      'no run in progress',
      '',
      'no run has ended yet',
      '',
      'try        slipway run support-triage',
    ]);
  });

  it('says what its champion does not prove, whole also on a narrow terminal', () => {
    const sentence = 'champion v2 was imported: its lineage is unknown';
    const lines = drawStatus(aStatus({ unproven: [sentence] }), aSheet({ width: 40 }));
    expect(lines.slice(2, 4).join(' ')).toBe(sentence);
  });

  it('has what serves since when and why, and the last runs, newest first', () => {
    const runs = [
      aRun('ft-2026-11-20-001', { outcome: 'released', version: 'v1', reason: '5 looks, none failed', endedAt: '2026-11-20T09:00:00Z' }),
      aRun('ft-2026-11-21-002', { endedAt: '2026-11-21T12:10:00Z' }),
    ];
    expect(drawStatus(aStatus({ runs }), aSheet())).toEqual([
      'support-triage  v2 serves in production since 12:00:30 (30 min ago)',
      'ft-2026-11-21-002: every canary step was passed; v1 served before',
      '',
      'no run in progress',
      '',
      'run                outcome        version  ended             reason',
      'ft-2026-11-21-002  data-rejected           12:10:00          More than half of …',
      'ft-2026-11-20-001  released       v1       2026-11-20 09:00  5 looks, none fail…',
      '',
      'try        slipway run support-triage',
      '           slipway report support-triage/ft-2026-11-21-002',
    ]);
  });

  it('lists ten runs at most', () => {
    const runs = Array.from({ length: 12 }, (_, index) => aRun(`ft-2026-11-21-${String(index + 1).padStart(3, '0')}`));
    const listed = drawStatus(aStatus({ runs }), aSheet()).filter(
      (line) => line.startsWith('ft-2026-11-21-0') && line.includes('data-rejected'),
    );
    expect(listed).toHaveLength(10);
    expect(listed[0]).toContain('ft-2026-11-21-012');
  });

  it('has the picture of the run in progress, and how to watch it', () => {
    const lines = drawStatus(aStatus({ run: inStage('canary') }), aSheet());
    expect(lines).toContain('           champion v1 95 %, candidate v2 5 %');
    expect(lines.at(-1)).toBe('try        slipway watch support-triage');
  });

  it('has the end of a cooldown that is not over, a pause, and what waits', () => {
    const trigger = {
      kind: 'alert',
      source: 'alertmanager',
      fingerprint: 'a',
      observed: 'accuracy fell',
      at: '2026-11-21T12:20:30Z',
    } as const;
    const release = { ...aRelease, paused: true, cooldownEndsAt: '2026-11-21T14:30:30Z', queue: [trigger] };
    expect(drawStatus(aStatus({ release }), aSheet())).toEqual(
      expect.arrayContaining([
        'paused     every trigger is refused until releases of this model are resumed',
        'cooldown   ends in 2 h, at 14:30:30; triggers are refused until then',
        'queue      alert by alertmanager: accuracy fell (10 min ago)',
      ]),
    );
    const over = drawStatus(aStatus({ release: { ...aRelease, cooldownEndsAt: '2026-11-21T12:00:00Z' } }), aSheet());
    expect(over.join('\n')).not.toContain('cooldown');
  });

  it('says what it does not know when nobody answered', () => {
    const lines = drawStatus(aStatus({ release: null, silence: 'no worker answered' }), aSheet());
    expect(lines).toContain('what is in progress is not known: no worker answered');
  });

  it('has no line that is wider than the terminal, whatever the texts are', () => {
    fc.assert(
      fc.property(someText, fc.constantFrom(...everyStage), fc.integer({ min: 40, max: 120 }), (text, stage, width) => {
        const runs = [aRun('ft-2026-11-21-002', { reason: text, version: text })];
        const head = { ...aHead, reason: text };
        const queue = [{ kind: 'alert', source: text, fingerprint: 'a', observed: text, at: '2026-11-21T12:20:30Z' } as const];
        const facts = aStatus({ model: text, head, runs, run: inStage(stage), release: { ...aRelease, queue } });
        const lines = drawStatus(facts, aSheet({ width }));
        expect(Math.max(...lines.map(widthOfText))).toBeLessThanOrEqual(width);
        expect(lines.join('')).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the status of all models', () => {
  const aModel = (differing: Partial<ModelFacts>): ModelFacts => ({
    model: 'support-triage',
    head: aHead,
    release: aRelease,
    active: null,
    lastRun: null,
    silence: null,
    ...differing,
  });

  it('is a line for each', () => {
    const models = [
      aModel({ active: inStage('canary').state, lastRun: aRun('ft-2026-11-21-001', { outcome: 'released', version: 'v2' }) }),
      aModel({ model: 'spam', head: null, release: null, active: someFacts().state }),
      aModel({ model: 'sorting', head: null, active: held().state }),
      aModel({ model: 'summary', release: { ...aRelease, paused: true } }),
      aModel({ model: 'ticket-routing', head: null, release: null, silence: 'no worker answered' }),
    ];
    expect(drawOverview(models, aSheet())).toEqual([
      'model           serves  since     in progress        last run',
      'support-triage  v2      12:00:30  canary 5 %         released v2',
      'spam            –       –         validate           –',
      'sorting         –       –         needs-data-review  –',
      'summary         v2      12:00:30  paused             –',
      'ticket-routing  –       –         not known          –',
    ]);
  });

  it('fits 80 columns with names of 40 letters', () => {
    const lastRun = aRun('ft-2026-11-21-001', { outcome: 'released-unproven', version: 'v112' });
    const lines = drawOverview([aModel({ model: 'm'.repeat(40), lastRun })], aSheet());
    expect(lines.every((line) => line.length <= 80)).toBe(true);
    expect(lines[1]).toContain('m'.repeat(40));
  });
});
