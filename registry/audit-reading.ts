/** What an audit entry says beyond its own words: of which run and environment it is, and who decided it. Apart, because lives and histories are read by the same rules. */

import type { AuditEntry } from './audit-entry.js';

export interface Decider {
  /** A person where one decided, else what started the run, else the run itself. */
  readonly by: string;
  /** Null where the entry is of no run. */
  readonly runId: string | null;
}

/** `entries` is the whole audit: a run moves the head, but a person has approved it, or has asked for the rollback. */
export function deciderOf(entries: readonly AuditEntry[], entry: AuditEntry): Decider {
  const runId = runOf(entry);
  if (entry.action !== 'head-moved' || runId === null) return { by: entry.actor, runId };
  const rollback = entries.find((each) => isRollback(each, runId) && each.subject === entry.subject);
  if (rollback !== undefined) return { by: rollback.actor, runId };
  const ofRun = (action: AuditEntry['action']): AuditEntry | undefined =>
    entries.find((each) => each.action === action && each.subject === runId);
  return { by: (ofRun('approved') ?? ofRun('run-admitted') ?? entry).actor, runId };
}

export function isRollback(entry: AuditEntry, rollbackId: string): boolean {
  // An adoption takes the same way, and is asked for by a person too.
  return (entry.action === 'rolled-back' || entry.action === 'adopted') && textOf(entry, 'rollbackId') === rollbackId;
}

/** Run, rollback or import whose doing an entry is; null where it is a person's. */
export function runOf(entry: AuditEntry): string | null {
  const rollbackId = textOf(entry, 'rollbackId');
  if (rollbackId !== null) return rollbackId;
  return entry.actor.startsWith('run:') ? entry.actor.slice('run:'.length) : textOf(entry, 'runId');
}

/** Of a move of a head; those of the first days were production's. */
export function environmentOf(entry: AuditEntry): string {
  return textOf(entry, 'environment') ?? 'production';
}

/** Null where the details have no such text. */
export function textOf({ details }: AuditEntry, key: string): string | null {
  if (typeof details !== 'object' || details === null || !(key in details)) return null;
  const value: unknown = (details as Readonly<Record<string, unknown>>)[key];
  return typeof value === 'string' ? value : null;
}
