import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArmWindow } from '../../domain/judge.js';
import { continueWindow, openWindow, type Reading, type WindowLedger } from '../../domain/look-windows.js';
import type { Arm, ArmCounters, RequestOutcome } from '../../domain/route.js';

type Counts = Readonly<Partial<Record<RequestOutcome, number>>> & { readonly checked?: number; readonly invalid?: number };

const none: ArmWindow = { requests: 0, errors: 0, checked: 0, invalid: 0 };

function counters(arm: Arm, version: string, { checked = 0, invalid = 0, ...outcomes }: Counts): ArmCounters {
  const zero = { ok: 0, upstream_4xx: 0, upstream_5xx: 0, timeout: 0, connect_error: 0, truncated: 0, empty: 0, client_abort: 0 };
  return { arm, version, outcomes: { ...zero, ...outcomes }, checked, invalid, logDurationSum: 0, logDurationSquareSum: 0 };
}

function aReading(
  arms: readonly ArmCounters[],
  { startId = 'a', step = 0, ...rest }: Partial<Reading & { startId: string }> = {},
): Reading {
  const stats = { model: 'support-triage', startId, routeRevision: 1, at: '2026-11-21T10:00:00.000Z', arms };
  return { phase: 'canary', step, candidate: 'v2', control: 'v1', stats, ...rest };
}

describe('a window of counts', () => {
  it('begins with nothing, whatever was counted before', () => {
    const { windows } = openWindow(null, aReading([counters('candidate', 'v2', { ok: 50 }), counters('champion', 'v1', { ok: 900 })]));
    expect(windows).toEqual([{ phase: 'canary', step: 0, startId: 'a', candidate: none, control: none }]);
  });

  it('counts as errors what the model is to blame for, and leaves aside what the client did', () => {
    const outcomes = {
      ok: 1,
      upstream_4xx: 2,
      upstream_5xx: 4,
      timeout: 8,
      connect_error: 16,
      truncated: 32,
      empty: 64,
      client_abort: 128,
    };
    const ledger = continueWindow(openWindow(null, aReading([])), aReading([counters('candidate', 'v2', outcomes)]));
    expect(ledger.windows.at(-1)?.candidate).toEqual({ ...none, requests: 125, errors: 124 });
  });

  it('adds up all arms of the control version and nothing of other versions', () => {
    const later = aReading([
      counters('champion', 'v1', { ok: 10, checked: 9, invalid: 1 }),
      counters('holdback', 'v1', { ok: 5, timeout: 1, checked: 5 }),
      counters('candidate', 'v7', { ok: 99 }),
    ]);
    const window = continueWindow(openWindow(null, aReading([])), later).windows.at(-1);
    expect(window?.control).toEqual({ requests: 16, errors: 1, checked: 14, invalid: 1 });
    expect(window?.candidate).toEqual(none);
  });

  it('has no control in a first release', () => {
    const first = { control: null };
    const ledger = continueWindow(openWindow(null, aReading([], first)), aReading([counters('candidate', 'v2', { ok: 3 })], first));
    expect(ledger.windows).toMatchObject([{ candidate: { requests: 3 }, control: none }]);
  });

  it('is closed by a restart of the gateway, whose counts begin at 0 and are all new', () => {
    const opened = openWindow(null, aReading([counters('candidate', 'v2', { ok: 100 })]));
    const seen = continueWindow(opened, aReading([counters('candidate', 'v2', { ok: 130 })]));
    const after = continueWindow(seen, aReading([counters('candidate', 'v2', { ok: 7 })], { startId: 'b' }));
    const again = continueWindow(after, aReading([counters('candidate', 'v2', { ok: 9 })], { startId: 'b' }));
    expect(again.windows.map((window) => [window.startId, window.candidate.requests])).toEqual([
      ['a', 30],
      ['b', 9],
    ]);
  });

  it('is not changed by reading the same counters again', () => {
    const reading = aReading([counters('candidate', 'v2', { ok: 8, empty: 1 })]);
    const once = continueWindow(openWindow(null, aReading([])), reading);
    expect(continueWindow(once, reading)).toEqual(once);
  });

  it('never runs backwards when a gateway counts less than before under one name', () => {
    const opened = openWindow(null, aReading([counters('candidate', 'v2', { ok: 100 })]));
    const window = continueWindow(opened, aReading([counters('candidate', 'v2', { ok: 40 })])).windows.at(-1);
    expect(window?.candidate).toEqual(none);
  });
});

describe('laws of the windows', () => {
  const counted = fc.record({
    arm: fc.constantFrom<Arm>('candidate', 'champion', 'holdback'),
    ok: fc.nat({ max: 50 }),
    timeout: fc.nat({ max: 5 }),
    client_abort: fc.nat({ max: 5 }),
    checked: fc.nat({ max: 50 }),
    invalid: fc.nat({ max: 5 }),
  });
  const event = fc.oneof(
    { weight: 4, arbitrary: counted.map((counts) => ({ kind: 'counted', counts }) as const) },
    { weight: 3, arbitrary: fc.constant({ kind: 'looked' } as const) },
    { weight: 1, arbitrary: fc.constant({ kind: 'restarted' } as const) },
    { weight: 1, arbitrary: fc.constant({ kind: 'opened' } as const) },
  );

  it('hold whatever is counted, restarted and opened: a window has what happened in it, once, and no more', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const gateway = aGateway();
        for (const each of events) {
          if (each.kind === 'counted') gateway.count(each.counts.arm, each.counts);
          else gateway[each.kind]();
        }
        gateway.looked();
        expect(gateway.ledger().windows).toEqual(gateway.expected());
      }),
      { numRuns: 300 },
    );
  });
});

interface ExpectedWindow {
  readonly phase: 'canary';
  readonly step: number;
  readonly startId: string;
  candidate: ArmWindow;
  control: ArmWindow;
}

/**
 * A gateway and whoever reads it, beside the plain book-keeping of single requests that the ledger must agree with: what is counted
 * waits to be seen, a look puts it into the newest window, an opening passes over it, and a restart loses it.
 */
function aGateway(): {
  count(arm: Arm, counts: Counts): void;
  looked(): void;
  opened(): void;
  restarted(): void;
  ledger(): WindowLedger;
  expected(): readonly ExpectedWindow[];
} {
  let starts = 0;
  let step = 0;
  let totals = new Map<Arm, Counts>();
  let unseen = { candidate: none, control: none };
  const versionOf = (arm: Arm): string => (arm === 'candidate' ? 'v2' : 'v1');
  const startId = (): string => `start-${starts}`;
  const reading = (): Reading =>
    aReading(
      [...totals].map(([arm, counts]) => counters(arm, versionOf(arm), counts)),
      { startId: startId(), step },
    );
  const expected: ExpectedWindow[] = [];
  const begin = (): number => expected.push({ phase: 'canary', step, startId: startId(), candidate: none, control: none });
  begin();
  let ledger = openWindow(null, reading());
  return {
    count(arm, counts) {
      const before = totals.get(arm) ?? {};
      const names = ['ok', 'timeout', 'client_abort', 'checked', 'invalid'] as const;
      totals.set(arm, Object.fromEntries(names.map((name) => [name, (before[name] ?? 0) + (counts[name] ?? 0)])));
      const side = arm === 'candidate' ? 'candidate' : 'control';
      unseen = { ...unseen, [side]: sum(unseen[side], windowOf(counts)) };
    },
    looked() {
      if (expected.at(-1)?.startId !== startId()) begin();
      const newest = expected.at(-1);
      if (newest !== undefined) {
        newest.candidate = sum(newest.candidate, unseen.candidate);
        newest.control = sum(newest.control, unseen.control);
      }
      unseen = { candidate: none, control: none };
      ledger = continueWindow(ledger, reading());
    },
    opened() {
      step += 1;
      begin();
      unseen = { candidate: none, control: none };
      ledger = openWindow(ledger, reading());
    },
    restarted() {
      starts += 1;
      totals = new Map();
      unseen = { candidate: none, control: none };
    },
    ledger: () => ledger,
    expected: () => expected,
  };
}

function windowOf({ ok = 0, timeout = 0, checked = 0, invalid = 0 }: Counts): ArmWindow {
  return { requests: ok + timeout, errors: timeout, checked, invalid };
}

function sum(left: ArmWindow, right: ArmWindow): ArmWindow {
  return {
    requests: left.requests + right.requests,
    errors: left.errors + right.errors,
    checked: left.checked + right.checked,
    invalid: left.invalid + right.invalid,
  };
}
