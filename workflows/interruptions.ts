/** What ends a promotion from outside: a person's order, or the gateway's guardrail. Either cancels what is in flight, because a rollback waits for no promotion. */

import { CancellationScope, condition, patched, setHandler } from '@temporalio/workflow';
import { regressionDetected, rollbackOrdered, type RegressionDetected, type RollbackOrder } from './contract.js';

export interface Interruptions {
  /** The gateway's first event about the candidate. */
  guardrail(): RegressionDetected | null;
  /** The oldest order that was not taken yet. */
  order(): RollbackOrder | null;
  takeOrder(): RollbackOrder | null;
  /** Waits between looks; over at once when something interrupts. */
  rest(milliseconds: number, summary: string): Promise<void>;
  /** The promotion's result, or that it was interrupted: then what was in flight may still complete, see `settled`. */
  during<T>(promotion: () => Promise<T>): Promise<T | 'interrupted'>;
  /** Resolves when nothing of the promotion is in flight any more. */
  settled(): Promise<void>;
}

/** Sets the handlers: call it before the first await. */
export function listenForInterruptions(candidate: string): Interruptions {
  const promotion = new CancellationScope();
  const orders: RollbackOrder[] = [];
  let guardrail: RegressionDetected | null = null;
  let interruptible = true;
  let interrupted = false;
  let inFlight: Promise<unknown> = Promise.resolve();

  const interrupt = (): void => {
    if (!interruptible) return;
    // replay: before this patch an order waited until the activity in flight was done; cancelling it is a new command.
    if (!patched('interrupt-promotion')) return;
    interrupted = true;
    promotion.cancel();
  };
  setHandler(regressionDetected, (event) => {
    // An event about an earlier release that was delivered late accuses another version.
    if (guardrail !== null || event.version !== candidate) return;
    guardrail = event;
    interrupt();
  });
  setHandler(rollbackOrdered, (order) => {
    orders.push(order);
    interrupt();
  });

  return {
    guardrail: () => guardrail,
    order: () => orders[0] ?? null,
    takeOrder: () => orders.shift() ?? null,
    async rest(milliseconds, summary) {
      // This wait ends by itself, and a guardrail's counts become a look before the rollback.
      interruptible = false;
      // A timer of 0 ms is none; `condition` returns at once when an interruption is there already.
      await condition(() => guardrail !== null || orders.length > 0, Math.max(1, milliseconds), { summary });
      interruptible = true;
    },
    async during(work) {
      const result = promotion.run(work);
      inFlight = result;
      try {
        return await Promise.race([result, promotion.cancelRequested]);
      } catch (error) {
        if (interrupted) return 'interrupted';
        throw error;
      } finally {
        // From here on a rollback is under way or everything is over.
        interruptible = false;
      }
    },
    async settled() {
      await inFlight.catch(() => undefined);
    },
  };
}
