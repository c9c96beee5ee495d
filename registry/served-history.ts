/** What served when, and who put it there: the answer to an auditor's first question, read from the audit's moves of a head. Pure. */

import type { EnvironmentName } from '../domain/environments.js';
import type { AuditEntry } from './audit-entry.js';
import { deciderOf, environmentOf, isRollback, runOf, textOf } from './audit-reading.js';

export interface ServedPeriod {
  readonly version: string;
  /** SHA-256 of the GGUF. */
  readonly digest: string;
  /** ISO 8601. */
  readonly from: string;
  /** Not included; null while it serves. */
  readonly until: string | null;
  /** Who put it there: a person where one decided, else what started the run, else the run itself. */
  readonly by: string;
  /** Run or rollback that put it there; null where the record names none. */
  readonly runId: string | null;
  readonly reason: string;
}

/** Oldest first, without gaps. `entries` is the whole audit of the model, in order. Users in a canary's share are told by `weight-changed`. */
export function servedHistory(entries: readonly AuditEntry[], environment: EnvironmentName): ServedPeriod[] {
  const periods: ServedPeriod[] = [];
  for (const entry of entries) {
    if (entry.action !== 'head-moved' || environmentOf(entry) !== environment) continue;
    const before = periods.at(-1);
    const digest = textOf(entry, 'sha256') ?? '';
    // A move that two runs made leaves what serves as it is.
    if (before?.version === entry.subject && before.digest === digest) continue;
    const from = laterOf(before?.from, changedAt(entries, entry));
    if (before !== undefined) periods[periods.length - 1] = { ...before, until: from };
    const { by, runId } = deciderOf(entries, entry);
    periods.push({ version: entry.subject, digest, from, until: null, by, runId, reason: textOf(entry, 'reason') ?? '' });
  }
  return periods;
}

/** What served at that time (ISO 8601); undefined before the first release. */
export function servedAt(history: readonly ServedPeriod[], time: string): ServedPeriod | undefined {
  const at = Date.parse(time);
  return history.findLast((period) => Date.parse(period.from) <= at);
}

/** A rollback serves first and is written down after, which a store that is away delays: its report knows when users had the target. */
function changedAt(entries: readonly AuditEntry[], move: AuditEntry): string {
  const runId = runOf(move);
  const rollback = runId === null ? undefined : entries.find((entry) => isRollback(entry, runId) && entry.subject === move.subject);
  return (rollback === undefined ? null : textOf(rollback, 'flippedAt')) ?? move.at;
}

/** Clocks of workers differ; no period may begin before the one that it follows. */
function laterOf(before: string | undefined, at: string): string {
  return before !== undefined && Date.parse(before) > Date.parse(at) ? before : at;
}
