import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideAdmission, queueLimit, startsCooldown, type AdmissionQuestion } from '../../domain/admission.js';
import type { Trigger, TriggerKind } from '../../domain/run-state.js';

const hour = 3_600_000;
const now = Date.parse('2026-11-21T10:00:00Z');

const aTrigger = (differing: Partial<Trigger> = {}): Trigger => ({
  kind: 'new-data',
  source: 'watcher',
  fingerprint: 'event-1',
  observed: '500 new examples',
  at: '2026-11-21T09:59:00Z',
  ...differing,
});

const asked = (differing: Partial<AdmissionQuestion> = {}): AdmissionQuestion => ({
  trigger: aTrigger(),
  nowMilliseconds: now,
  ignoreCooldown: false,
  activeRunId: null,
  paused: false,
  lastEndedAtMilliseconds: null,
  cooldownMilliseconds: 48 * hour,
  recentFingerprints: [],
  queuedFingerprints: [],
  ...differing,
});

const endedAgo = (milliseconds: number): Partial<AdmissionQuestion> => ({ lastEndedAtMilliseconds: now - milliseconds });
const active = { activeRunId: 'ft-2026-11-21-001' };
const manual = { trigger: aTrigger({ kind: 'manual' }) };
const waiting = (count: number): Partial<AdmissionQuestion> => ({
  queuedFingerprints: Array.from({ length: count }, (_, index) => `waiting-${index}`),
});

describe('the admission of a trigger', () => {
  it.each<[string, Partial<AdmissionQuestion>, string]>([
    ['the first one ever', {}, 'admit: 500 new examples'],
    ['47 h 59 min after the last run', endedAgo(48 * hour - 60_000), 'refuse: in cooldown for another 1 min'],
    ['a millisecond before the cooldown ends', endedAgo(48 * hour - 1), 'refuse: in cooldown'],
    ['48 h after the last run', endedAgo(48 * hour), 'admit: 500 new examples'],
    ['just after a run, with no cooldown', { ...endedAgo(0), cooldownMilliseconds: 0 }, 'admit: 500 new examples'],
    ['in cooldown, which a person overrides', { ...endedAgo(hour), ignoreCooldown: true }, 'admit: 500 new examples'],
    ['a manual one in cooldown', { ...endedAgo(hour), ...manual }, 'refuse: in cooldown for another 1 d 23 h'],
    ['while paused', { paused: true }, 'refuse: releases of this model are paused; resume them first'],
    ['while paused, overriding the cooldown', { paused: true, ignoreCooldown: true }, 'refuse: releases of this model are paused'],
    ['an event that was decided before', { recentFingerprints: ['event-1'] }, 'refuse: this event (event-1) was already decided'],
    [
      'a repeated event, overriding the cooldown',
      { recentFingerprints: ['event-1'], ignoreCooldown: true },
      'refuse: this event (event-1) was already decided',
    ],
    ['while a run is in progress', active, 'queue: run ft-2026-11-21-001 is in progress'],
    ['in progress, in cooldown', { ...active, ...endedAgo(hour) }, 'queue: run ft-2026-11-21-001 is in progress'],
    ['in progress, by hand', { ...active, ...manual }, 'refuse: run ft-2026-11-21-001 is in progress'],
    ['in progress, by hand, overriding', { ...active, ...manual, ignoreCooldown: true }, 'refuse: run ft-2026-11-21-001 is in progress'],
    ['in progress, repeated', { ...active, recentFingerprints: ['event-1'] }, 'refuse: this event (event-1) was already decided'],
    ['in progress, already waiting', { ...active, queuedFingerprints: ['event-1'] }, 'refuse: this event (event-1) is already queued'],
    ['in progress, one place left', { ...active, ...waiting(queueLimit - 1) }, 'queue: run ft-2026-11-21-001 is in progress'],
    [
      'in progress, the queue full',
      { ...active, ...waiting(queueLimit) },
      `refuse: run ft-2026-11-21-001 is in progress and ${queueLimit} triggers already wait`,
    ],
    ['in progress, while paused', { ...active, paused: true }, 'refuse: releases of this model are paused'],
  ])('%s', (_, question, answer) => {
    const { decision, reason } = decideAdmission(asked(question));
    expect(`${decision}: ${reason}`).toContain(answer);
  });
});

describe('laws of the admission', () => {
  const fingerprint = fc.constantFrom('event-1', 'event-2', 'event-3');
  const question = fc
    .record({
      kind: fc.constantFrom<TriggerKind>('manual', 'schedule', 'new-data', 'quality', 'git-push', 'alert'),
      ignoreCooldown: fc.boolean(),
      activeRunId: fc.option(fc.constant('ft-2026-11-21-001')),
      paused: fc.boolean(),
      endedMinutesAgo: fc.option(fc.nat({ max: 100 * 60 })),
      recentFingerprints: fc.array(fingerprint, { maxLength: 2 }),
      queuedFingerprints: fc.array(fingerprint, { maxLength: queueLimit + 2 }),
    })
    .map(({ kind, endedMinutesAgo, ...rest }) =>
      asked({ ...rest, trigger: aTrigger({ kind }), ...(endedMinutesAgo === null ? {} : endedAgo(endedMinutesAgo * 60_000)) }),
    );

  it('admits exactly what is new, alone, unpaused and out of cooldown, and queues exactly what may wait for a run', () => {
    fc.assert(
      fc.property(question, (asking) => {
        const { decision, reason } = decideAdmission(asking);
        const { lastEndedAtMilliseconds, activeRunId, queuedFingerprints } = asking;
        const cool = asking.ignoreCooldown || lastEndedAtMilliseconds === null || now - lastEndedAtMilliseconds >= 48 * hour;
        const known = asking.paused || asking.recentFingerprints.includes('event-1');
        const room = !queuedFingerprints.includes('event-1') && queuedFingerprints.length < queueLimit;
        expect(reason).not.toBe('');
        expect(decision === 'admit').toBe(!known && activeRunId === null && cool);
        expect(decision === 'queue').toBe(!known && activeRunId !== null && room && asking.trigger.kind !== 'manual');
      }),
    );
  });
});

describe('the cooldown', () => {
  it.each([
    ['released', true],
    ['released-unproven', true],
    ['rejected', true],
    ['rolled-back', true],
    ['expired', true],
    ['skipped', false],
    ['data-rejected', false],
    ['failed', false],
    ['cancelled', false],
  ] as const)('after a run that ended %s: %s', (outcome, starts) => {
    expect(startsCooldown(outcome)).toBe(starts);
  });
});
