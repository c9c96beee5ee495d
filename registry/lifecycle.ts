/** Where each version is in its life, and what served when: read from manifests and the audit, which nobody can change, and kept nowhere else. Pure. */

import type { VersionState } from '../domain/version-state.js';
import type { AuditEntry } from './audit-entry.js';
import { deciderOf, environmentOf, runOf, textOf } from './audit-reading.js';
import type { VersionManifest } from './manifest.js';

export { servedAt, servedHistory, type ServedPeriod } from './served-history.js';

export interface Transition {
  readonly version: string;
  /** Null where its life begins. */
  readonly from: VersionState | null;
  readonly to: VersionState;
  /** ISO 8601. */
  readonly at: string;
  /** Who decided it: a person where one did, else what started the run, else the run itself. */
  readonly by: string;
  /** Run, rollback or import that it came by; null where the record names none. */
  readonly runId: string | null;
  readonly reason: string;
}

/** Where a version is now. */
export interface Standing {
  readonly state: VersionState;
  readonly since: string;
  readonly by: string;
  readonly runId: string | null;
  readonly reason: string;
}

/**
 * Every change of every version, in the order in which it was written down. `entries` is the whole audit of the model, in order.
 * A version that came to nothing stays a candidate; one that another took over from in its environment is archived.
 */
export function transitionsOf(manifests: readonly VersionManifest[], entries: readonly AuditEntry[]): Transition[] {
  const life: Life = { transitions: [], states: new Map(), heads: new Map(), entries };
  const unborn = new Map(manifests.map((manifest) => [manifest.version, manifest]));
  const bear = (manifest: VersionManifest): void => {
    unborn.delete(manifest.version);
    begin(life, manifest);
  };
  for (const entry of entries) {
    // By time, as the audits of the first days do not tell of registrations; entries of an unknown version are about none.
    for (const manifest of unborn.values()) {
      if (Date.parse(manifest.createdAt) <= Date.parse(entry.at) || manifest.version === entry.subject) bear(manifest);
    }
    if (entry.action === 'head-moved') moved(life, entry);
    if (entry.action === 'rolled-back') rolledBack(life, entry);
  }
  for (const manifest of unborn.values()) bear(manifest);
  return life.transitions;
}

/** The latest transition of each version. */
export function standingsOf(transitions: readonly Transition[]): ReadonlyMap<string, Standing> {
  return new Map(transitions.map(({ version, to, at, by, runId, reason }) => [version, { state: to, since: at, by, runId, reason }]));
}

interface Life {
  readonly transitions: Transition[];
  readonly states: Map<string, VersionState>;
  /** Version that each environment's head names. */
  readonly heads: Map<string, string>;
  readonly entries: readonly AuditEntry[];
}

type Cause = Pick<Transition, 'at' | 'by' | 'runId' | 'reason'>;

function begin(life: Life, manifest: VersionManifest): void {
  const { version, status, origin, runId, createdAt, approval } = manifest;
  const cause = { at: createdAt, by: `run:${runId}`, runId };
  become(life, { version, to: 'candidate' }, { ...cause, reason: origin === 'imported' ? 'imported' : 'made by its run' });
  const by = approval?.identity ?? cause.by;
  if (status === 'rejected') become(life, { version, to: 'rejected' }, { ...cause, by, reason: rejectionOf(manifest) });
  // Audits of the first days know of production only: there, whatever was accepted was ready for it.
  if (status === 'accepted' && !isStaged(life.entries, version)) {
    become(life, { version, to: 'staging' }, { ...cause, by, reason: 'passed its gates' });
  }
}

function rejectionOf({ approval, verdicts }: VersionManifest): string {
  if (approval?.approved === false) return `not approved: ${approval.reason}`;
  const failed = verdicts.filter(({ verdict, severity }) => verdict !== 'pass' && severity === 'block');
  if (failed.length > 0) return `did not pass ${failed.map(({ gate }) => gate).join(', ')}`;
  return 'was not approved in time';
}

function isStaged(entries: readonly AuditEntry[], version: string): boolean {
  return entries.some((entry) => entry.action === 'head-moved' && entry.subject === version && environmentOf(entry) === 'staging');
}

function moved(life: Life, entry: AuditEntry): void {
  const environment = environmentOf(entry);
  if (environment === 'dev') return;
  const before = life.heads.get(environment);
  life.heads.set(environment, entry.subject);
  const cause = causeOf(life, entry);
  const to = environment === 'production' ? 'production' : 'staging';
  // What serves users does not fall back because its bytes are put into staging again.
  if (!(to === 'staging' && life.states.get(entry.subject) === 'production')) become(life, { version: entry.subject, to }, cause);
  if (before === undefined || before === entry.subject || life.states.get(before) !== to) return;
  // The entry `rolled-back`, which follows, tells it for the version that a rollback took away.
  if (to === 'production' && isTakenAway(life.entries, entry, before)) return;
  become(
    life,
    { version: before, to: 'archived' },
    { ...cause, reason: `${entry.subject} took its place in ${environment}: ${cause.reason}` },
  );
}

function isTakenAway(entries: readonly AuditEntry[], move: AuditEntry, version: string): boolean {
  return entries.some(
    (entry) => entry.action === 'rolled-back' && entry.seq > move.seq && textOf(entry, 'from') === version && runOf(entry) === runOf(move),
  );
}

function rolledBack(life: Life, entry: AuditEntry): void {
  const from = textOf(entry, 'from');
  if (from === null || from === entry.subject) return;
  become(life, { version: from, to: 'rolled-back' }, causeOf(life, entry));
}

function become(life: Life, { version, to }: Pick<Transition, 'version' | 'to'>, cause: Cause): void {
  const from = life.states.get(version) ?? null;
  if (from === to) return;
  life.states.set(version, to);
  life.transitions.push({ version, from, to, ...cause });
}

function causeOf({ entries }: Life, entry: AuditEntry): Cause {
  const { by, runId } = deciderOf(entries, entry);
  return { at: entry.at, by, runId, reason: textOf(entry, 'reason') ?? entry.action };
}
