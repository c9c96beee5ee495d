/** What serves at the end of a run, as far as its records tell, and what was changed after it. */

import type { AuditEntry } from '../../registry/audit.js';
import { environmentOf } from '../../registry/audit-reading.js';
import type { RunReportData } from '../report-data.js';
import { candidateVersion, controlVersion } from './rollout-series.js';

export interface Serving {
  /** Null when this run left alone what it never looked at. */
  readonly version: string | null;
  readonly text: string;
  readonly since: { readonly what: string; readonly at: string } | null;
  /** What was put in its place after the run had ended, in order; known only of this run's version. */
  readonly later: readonly LaterMove[];
}

export interface LaterMove {
  readonly at: string;
  readonly version: string;
  readonly actor: string;
}

/** Users may be on either version: never claimed to be well. */
export const notServing: Serving = {
  version: null,
  text: 'Not certain: the rollout broke, and no rollback was verified. Ask the gateway now.',
  since: null,
  later: [],
};

export function servingAfter(data: RunReportData): Serving {
  const { run } = data;
  const later = laterMoves(data);
  const moved = data.audit.findLast((entry) => movesUsers(entry) && Date.parse(entry.at) <= Date.parse(run.endedAt));
  if (run.outcome === 'released' || run.outcome === 'released-unproven') {
    const since = moved === undefined ? null : { what: 'It took over', at: moved.at };
    return { version: candidateVersion(data), text: `${candidateVersion(data) ?? 'The candidate'}, for all users.`, since, later };
  }
  if (run.rollback !== null) {
    const { to, verifiedAt } = run.rollback;
    return { version: to, text: `${to}, for all users.`, since: { what: 'That was verified', at: verifiedAt }, later };
  }
  // A first release that was cancelled keeps serving: there is nothing to go back to.
  if (moved !== undefined && controlVersion(data) === null) {
    return { version: moved.subject, text: `${moved.subject}, for all users: nothing served before it.`, since: null, later };
  }
  if (data.looks.length > 0) return notServing;
  const before = controlVersion(data);
  const text =
    before === null
      ? 'Whatever served before: this run changed nothing in production.'
      : `${before}, as before: this run changed nothing in production.`;
  return { version: before, text, since: null, later };
}

/** A rollback leaves two entries; the second one names who asked for it. */
function laterMoves({ run, audit }: RunReportData): LaterMove[] {
  return audit
    .filter((entry) => movesUsers(entry) && Date.parse(entry.at) > Date.parse(run.endedAt))
    .map(({ at, subject, actor }) => ({ at, version: subject, actor }))
    .filter(({ version }, index, all) => all[index + 1]?.version !== version);
}

/** The heads of dev and staging move without anybody being served by them. */
function movesUsers(entry: AuditEntry): boolean {
  return (
    (entry.action === 'head-moved' && environmentOf(entry) === 'production') || entry.action === 'rolled-back' || entry.action === 'adopted'
  );
}
