/** Guardrail events for whoever polls them. In memory: a reader that was away longer learns the same from the counters at its next look. */

import { EventEmitter, once } from 'node:events';
import type { GuardrailEvent } from '../../domain/route.js';

export interface EventLog {
  append(event: Omit<GuardrailEvent, 'id'>): GuardrailEvent;
  /**
   * Events with a higher id, at once when there are any, else as soon as there is one, else none after `waitMs` or when `signal` fires.
   * An id that this log has not given out yet is of an earlier gateway whose clock was ahead: then all are new.
   */
  after(id: number, waitMs: number, signal: AbortSignal): Promise<readonly GuardrailEvent[]>;
}

const keptEvents = 1000;

/** `firstId`: the time, so that a reader's `after` from before a restart does not hide what comes after it. */
export function createEventLog(firstId: number): EventLog {
  const events: GuardrailEvent[] = [];
  const appended = new EventEmitter().setMaxListeners(0);
  let nextId = firstId;
  return {
    append(event) {
      const numbered: GuardrailEvent = { id: nextId, ...event };
      nextId += 1;
      events.push(numbered);
      if (events.length > keptEvents) events.shift();
      appended.emit('event');
      return numbered;
    },
    async after(id, waitMs, signal) {
      const known = id < nextId ? id : 0;
      const newer = (): readonly GuardrailEvent[] => events.filter((event) => event.id > known);
      if (newer().length === 0 && waitMs > 0) await eventOr(waitMs, signal, appended);
      return newer();
    },
  };
}

/** With a timer of its own: Node 20 may collect an `AbortSignal.timeout` that only an `AbortSignal.any` refers to, and then nobody is ever woken. */
async function eventOr(waitMs: number, signal: AbortSignal, appended: EventEmitter): Promise<void> {
  const patience = new AbortController();
  const giveUp = (): void => patience.abort();
  const timer = setTimeout(giveUp, waitMs);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    await once(appended, 'event', { signal: patience.signal });
  } catch (error) {
    // Out of patience is an answer too: an empty list.
    if (!patience.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}
