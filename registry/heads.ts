/** Heads: which version should serve a model in an environment. The only mutable records, changed by compare-and-set. */

import { z } from 'zod';
import type { ObjectStore } from '../platform/ports.js';
import { checkName, decode, encode, sha256Schema, timeSchema } from './stored.js';

export interface HeadTarget {
  readonly version: string;
  readonly ggufSha256: string;
}

export interface Head extends HeadTarget {
  readonly model: string;
  readonly environment: string;
  /** What served before this move: where a rollback goes. Null after the first move. */
  readonly previous: HeadTarget | null;
  /** Run or rollback that moved it. */
  readonly runId: string;
  readonly reason: string;
  /** ISO 8601, from the caller. */
  readonly at: string;
  /** Who has moved it to what, newest last: a move that is repeated late, after others have moved on, is known by it. */
  readonly moves: readonly string[];
}

export interface HeadMove {
  readonly store: ObjectStore;
  readonly model: string;
  readonly environment: string;
  readonly to: HeadTarget;
  /** Version at which the head must be now; null: there must be none yet. */
  readonly expected: string | null;
  readonly runId: string;
  readonly reason: string;
  readonly at: string;
}

/** The head is not where the mover saw it. Retrying the same move cannot succeed: read the head and decide anew. */
export class HeadConflictError extends Error {
  override readonly name = 'HeadConflictError';
  readonly current: Head | undefined;

  constructor(move: HeadMove, current: Head | undefined) {
    const found = current === undefined ? 'no head' : `${current.version}, moved by ${current.runId}`;
    const expected = move.expected ?? 'no head';
    super(`Expected the head of ${move.model} in ${move.environment} at ${expected}, found ${found}. Read the head and decide again.`);
    this.current = current;
  }
}

/** A repetition comes within hours of the move; this is years of releases. */
const rememberedMoves = 200;

const target = { version: z.string(), ggufSha256: sha256Schema };
const schema: z.ZodType<Head> = z.strictObject({
  ...target,
  model: z.string(),
  environment: z.string(),
  previous: z.strictObject(target).nullable(),
  runId: z.string(),
  reason: z.string(),
  at: timeSchema,
  // Heads of the first days have none.
  moves: z.array(z.string()).default([]),
});

/** Undefined before the first release. */
export async function readHead(store: ObjectStore, model: string, environment: string): Promise<Head | undefined> {
  return (await readWithEtag(store, headKey(model, environment)))?.head;
}

/**
 * Moves the head, or throws HeadConflictError. Idempotent, and done at most once: when this run has moved it to this target already,
 * returns the head as it is, wherever others have moved it since. A retried activity therefore never takes its own earlier success
 * for a conflict, and one that comes back from the dead never undoes a rollback.
 */
export async function moveHead(move: HeadMove): Promise<Head> {
  const key = headKey(move.model, move.environment);
  const current = await readWithEtag(move.store, key);
  if (current !== undefined && hasMade(current.head, move)) return current.head;
  if ((current?.head.version ?? null) !== move.expected) throw new HeadConflictError(move, current?.head);
  const head = headAfter(move, current?.head);
  if ((await move.store.swap(key, current?.etag ?? null, encode(schema, key, head))) !== undefined) return head;
  // Somebody was faster between read and swap; another attempt of this same move counts as success.
  const winner = await readHead(move.store, move.model, move.environment);
  if (winner !== undefined && hasMade(winner, move)) return winner;
  throw new HeadConflictError(move, winner);
}

/** Whether a move of this head went there, as far back as it remembers: what it has forgotten counts as not. */
export function hasServed(head: Head, version: string): boolean {
  const moved = head.moves.map((move) => move.split(' ')[1]);
  return [head.version, head.previous?.version, ...moved].includes(version);
}

/** True when this very move was made before. */
function hasMade(head: Head, move: HeadMove): boolean {
  return [...head.moves, nameOf({ runId: head.runId, to: head })].includes(nameOf(move));
}

/** A rollback carries the id of the run that it ends, and another version; other bytes under one version are another move. */
function nameOf({ runId, to }: Pick<HeadMove, 'runId' | 'to'>): string {
  return `${runId} ${to.version} ${to.ggufSha256.slice(0, 12)}`;
}

function headAfter(move: HeadMove, current: Head | undefined): Head {
  const { model, environment, to, runId, reason, at } = move;
  const previous = current === undefined ? null : { version: current.version, ggufSha256: current.ggufSha256 };
  const moves = [...(current?.moves ?? []), nameOf(move)].slice(-rememberedMoves);
  return { model, environment, version: to.version, ggufSha256: to.ggufSha256, previous, runId, reason, at, moves };
}

async function readWithEtag(store: ObjectStore, key: string): Promise<{ head: Head; etag: string } | undefined> {
  const stored = await store.read(key);
  return stored === undefined ? undefined : { head: decode(schema, key, stored.body), etag: stored.etag };
}

function headKey(model: string, environment: string): string {
  return `models/${checkName('model', model)}/heads/${checkName('environment', environment)}.json`;
}
