/** The heads of dev and staging, which follow what runs make. Apart from production's: nothing serves by them, so that a rival's move is no failure. */

import { log } from '@temporalio/activity';
import { versionNumber } from '../domain/model-version.js';
import { HeadConflictError, moveHead, readHead, type Head, type HeadTarget } from '../registry/heads.js';
import { writeAudit } from './audit.js';
import type { ActivityDependencies } from './dependencies.js';

export interface Following {
  readonly model: string;
  readonly environment: 'dev' | 'staging';
  readonly to: HeadTarget;
  readonly runId: string;
  readonly reason: string;
  /** True for a version that is promoted: it may be older than what is there. */
  readonly evenBack?: boolean;
}

/** Runs of one model follow each other; whoever moves heads beside them does so by hand. */
const mostRivals = 10;

/** Moves the head on to this version, unless a later version is there already and `evenBack` is not set. Idempotent, audited once, and lost to no rival. */
export async function followHead(deps: ActivityDependencies, following: Following): Promise<void> {
  const { model, environment, to, runId, reason } = following;
  const head = await moveOn(deps, following);
  if (head === undefined) return;
  await writeAudit(deps, {
    model,
    actor: `run:${runId}`,
    action: 'head-moved',
    subject: to.version,
    details: { environment, from: head.version === to.version ? (head.previous?.version ?? null) : null, sha256: to.ggufSha256, reason },
    idempotencyKey: `head-moved/${environment}/${runId}/${to.version}`,
  });
}

/** Undefined when it was not moved. */
async function moveOn({ store, now }: ActivityDependencies, following: Following): Promise<Head | undefined> {
  const { model, environment, to, runId, reason, evenBack = false } = following;
  for (let rivals = 0; rivals < mostRivals; rivals += 1) {
    const before = await readHead(store, model, environment);
    // An attempt that comes back late must not take back what a later run has done.
    if (!evenBack && before !== undefined && numberOf(before.version) > numberOf(to.version)) return undefined;
    try {
      return await moveHead({ store, model, environment, to, expected: before?.version ?? null, runId, reason, at: now().toISOString() });
    } catch (error) {
      if (!(error instanceof HeadConflictError)) throw error;
    }
  }
  log.warn('others keep moving the head; it stays where they put it', { model, environment, version: to.version });
  return undefined;
}

function numberOf(version: string): number {
  return versionNumber(version) ?? 0;
}
