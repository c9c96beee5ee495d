/** What a rollback shows while it lasts, and its alarm: once, with the step that it waits for and why. */

import { CancellationScope, condition, log, rootCause, setCurrentDetails } from '@temporalio/workflow';
import { alarmRollback } from './activity-options.js';
import type { RollbackInput } from './rollback.js';

export interface RollbackStory {
  doing(step: string): void;
  step(): string;
  /** `failure` is null while the rollback goes on. Never rejects: an alarm that cannot be delivered changes nothing about the rollback. */
  alarm(failure: string | null): Promise<void>;
  /** Resolves when the work has ended, or its lateness was alarmed. */
  alarmWhenLate(work: Promise<unknown>): Promise<void>;
}

/** A flip takes seconds. After this a person should look, while the rollback keeps trying. */
const expected = '30s';

export function createRollbackStory({ model, order }: RollbackInput): RollbackStory {
  const target = order.target.version;
  let step = 'starting';
  let trouble = '';
  let alarmed: Promise<void> | undefined;
  const show = (): void =>
    setCurrentDetails(`**${model} → ${target}** (${order.trigger} by ${order.requestedBy})\n\n${order.reason}\n\n${trouble}${step}`);

  const send = async (failure: string | null): Promise<void> => {
    const failing = step;
    try {
      const why = await alarmRollback({ model, rollbackId: order.rollbackId, target, step, failure });
      trouble = `**Alarmed at ${new Date().toISOString()}**: ${failing}: ${why}\n\n`;
      show();
    } catch (error) {
      log.error('the alarm of a rollback could not be delivered', { error: rootCause(error) ?? String(error) });
    }
  };
  const alarm = (failure: string | null): Promise<void> => {
    alarmed ??= CancellationScope.nonCancellable(() => send(failure));
    return alarmed;
  };
  return {
    doing(next) {
      step = next;
      show();
    },
    step: () => step,
    alarm,
    async alarmWhenLate(work) {
      let ended = false;
      const end = (): void => void (ended = true);
      work.then(end, end);
      // Not cancelled with the workflow: then the work ends at once, and this with it.
      const inTime = await CancellationScope.nonCancellable(() =>
        condition(() => ended, expected, { summary: 'alarm when it takes longer' }),
      );
      if (!inTime) await alarm(null);
    },
  };
}
