/** How activities write into a model's audit: figures, digests and reasons of what they did, and never data, prompts or secrets. */

import { log } from '@temporalio/activity';
import { appendAudit, AuditDamagedError, type AuditEntry } from '../registry/audit.js';
import type { AuditAction } from '../registry/audit-actions.js';
import type { ActivityDependencies } from './dependencies.js';

export interface AuditedEvent {
  readonly model: string;
  readonly actor: string;
  readonly action: AuditAction;
  readonly subject: string;
  /** JSON; what is undefined in it is left out. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly idempotencyKey: string;
  /** ISO 8601; now when left out. */
  readonly at?: string;
}

type Writer = Pick<ActivityDependencies, 'store' | 'now'>;

/** Returns what is written, or was by an attempt before: its time is when it first happened. Throws AuditDamagedError. */
export async function writeAudit({ store, now }: Writer, event: AuditedEvent): Promise<AuditEntry> {
  const details = JSON.parse(JSON.stringify(event.details)) as AuditEntry['details'];
  return await appendAudit(store, { ...event, details, at: event.at ?? now().toISOString() });
}

/**
 * For what has happened to users already and must be over soon: a damaged audit, which a person has to mend, keeps no rollback and no next
 * run waiting. It is told in the log; the run's own record has it. A store that is away is still thrown, as nothing else can be kept there.
 */
export async function writeAuditIfWhole(deps: Writer, event: AuditedEvent): Promise<void> {
  try {
    await writeAudit(deps, event);
  } catch (error) {
    if (!(error instanceof AuditDamagedError)) throw error;
    log.error('the audit is damaged, and this is not in it', { action: event.action, subject: event.subject, error });
  }
}

/** A reason may be the whole output of a broken program. */
export function shortReason(reason: string): string {
  return reason.length > 1_000 ? `${reason.slice(0, 1_000)}…` : reason;
}
