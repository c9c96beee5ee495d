import { describe, expect, it } from 'vitest';
import { createEventLog } from '../../../apps/gateway/event-log.js';

const never = new AbortController().signal;
const event = { model: 'm', routeRevision: 1, version: 'v2', reason: 'failed', requests: 20, failures: 20, at: '2026-11-21T10:00:00.000Z' };

describe('the event log', () => {
  it('gives each event once to a reader that says what it has seen', async () => {
    const log = createEventLog(1_000);
    const [first, second] = [log.append(event), log.append(event)];
    expect(await log.after(0, 0, never)).toEqual([first, second]);
    expect(await log.after(first.id, 0, never)).toEqual([second]);
    expect(await log.after(second.id, 0, never)).toEqual([]);
  });

  it('hides nothing from a reader whose last event came from a gateway with a clock a day ahead', async () => {
    const seen = createEventLog(1_000 + 86_400_000).append(event).id;
    const restarted = createEventLog(1_000);
    const waiting = restarted.after(seen, 10_000, never);
    const told = restarted.append(event);
    expect(await waiting).toEqual([told]);
    expect(await restarted.after(told.id, 0, never)).toEqual([]);
  });
});
