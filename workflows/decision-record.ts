/** Writes the entity's decisions into the audit, beside its loop: a store that is away keeps no trigger waiting, no rollback, and loses no entry. */

import { condition, isCancellation, log, patched, rootCause, sleep } from '@temporalio/workflow';
import { recordDecisions } from './activity-options.js';
import type { ReleaseMemory } from './release-memory.js';

/** A small payload; the rest follows. */
const decisionsAtOnce = 50;

/** Ends with the entity. What is not written when it starts over is in its memory. */
export async function recordDecisionsBeside(model: string, memory: ReleaseMemory): Promise<void> {
  try {
    for (;;) {
      await condition(() => (memory.unrecorded ?? []).length > 0);
      await recordSome(model, memory);
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
}

async function recordSome(model: string, memory: ReleaseMemory): Promise<void> {
  const decisions = (memory.unrecorded ?? []).slice(0, decisionsAtOnce);
  // replay: entities that began before this patch have decided without writing it down.
  if (!patched('audit-decisions')) {
    memory.unrecorded = [];
    return;
  }
  try {
    await recordDecisions({ model, decisions });
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.error('decisions could not be written into the audit; trying again in an hour', { error: rootCause(error) ?? String(error) });
    await sleep('1h', { summary: 'until decisions are written into the audit again' });
    return;
  }
  // Others may have been pushed out meanwhile, by a flood of triggers.
  memory.unrecorded = (memory.unrecorded ?? []).filter((decision) => !decisions.includes(decision));
}
