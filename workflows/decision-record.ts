/** Writes the entity's decisions into the audit, beside its loop: a store that is away keeps no trigger waiting, no rollback, and loses no entry. */

import { condition, isCancellation, log, patched, rootCause, sleep } from '@temporalio/workflow';
import { recordDecisions } from './activity-options.js';
import type { ReleaseMemory } from './release-memory.js';

export interface DecisionRecorder {
  /**
   * Waits for what is being written, seconds at most, and begins nothing until `resume`: an activity that completes just as the entity
   * starts over makes the server refuse that, and thousands of signals are replayed to try again.
   */
  settle(): Promise<void>;
  resume(): void;
}

/** A small payload; the rest follows. */
const decisionsAtOnce = 50;

/** A store that is away holds up nobody: what is under way then is written again by the entity that has started over, and counts once. */
const settlesWithin = '5s';

/** Writes until the entity ends. What is not written when it starts over is in its memory. */
export function recordDecisionsBeside(model: string, memory: ReleaseMemory): DecisionRecorder {
  let isHeld = false;
  let isWriting = false;
  const write = async (): Promise<void> => {
    isWriting = true;
    await recordSome(model, memory).finally(() => (isWriting = false));
  };
  const work = async (): Promise<void> => {
    for (;;) {
      await condition(() => !isHeld && (memory.unrecorded ?? []).length > 0);
      // replay: entities that began before this patch have decided without writing it down.
      if (!patched('audit-decisions')) memory.unrecorded = [];
      else if (!(await write().then(() => true, failed))) await sleep('1h', { summary: 'until decisions are written again' });
    }
  };
  // Cancelled with the entity, which then ends.
  void work().catch((error: unknown) => {
    if (!isCancellation(error)) throw error;
  });
  return {
    async settle() {
      isHeld = true;
      if (isWriting) await condition(() => !isWriting, settlesWithin, { summary: 'let decisions be written' });
    },
    resume: () => void (isHeld = false),
  };
}

async function recordSome(model: string, memory: ReleaseMemory): Promise<void> {
  const decisions = (memory.unrecorded ?? []).slice(0, decisionsAtOnce);
  await recordDecisions({ model, decisions });
  // Others may have been pushed out meanwhile, by a flood of triggers.
  memory.unrecorded = (memory.unrecorded ?? []).filter((decision) => !decisions.includes(decision));
}

/** Only of what no retry mends, as a damaged audit: a store that is away is asked again by the server. */
function failed(error: unknown): false {
  if (isCancellation(error)) throw error;
  log.error('decisions could not be written into the audit; trying again in an hour', { error: rootCause(error) ?? String(error) });
  return false;
}
