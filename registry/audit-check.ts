/** Whether a model's audit is as it was written: every entry, its order, and its end. Names the first thing that is not. */

import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson } from '../domain/canonical-json.js';
import type { ObjectStore } from '../platform/ports.js';
import { auditEntrySchema, auditFolder, auditHeadKey, auditKey, entryKeysIn, type AuditEntry } from './audit-entry.js';
import { parseAuditHead, recentOf, type AuditHead } from './audit-head.js';
import { textOf } from './audit-reading.js';
import { readAll } from './read-all.js';
import { decode } from './stored.js';

export interface AuditCheck {
  /** From the first on, that are as they were written. */
  readonly entries: number;
  readonly intact: boolean;
  /** The first entry that is not; null when intact, and when it is the head that was changed or removed. */
  readonly brokenAt: number | null;
  /** What is broken, as its key in the store; null when intact. */
  readonly brokenKey: string | null;
  readonly reason: string;
  /** Digest of the last entry that is as it was written; null without one. Kept elsewhere, it also shows a log that was written anew. */
  readonly headSha256: string | null;
}

/** An append writes its entry and then the head. Between the two the head is behind for a moment, which says nothing of anybody. */
const attempts = 5;
const pauseMilliseconds = 100;

/**
 * Finds every changed byte, in entries and head, and every entry that was removed, added or cut off at the end. Reports, and throws only
 * when the store does. An entry that was added behind the last one in the right form shows until the next append takes it in, as it
 * would that of a writer that died: who may write to the store can do this, and signatures of versions are made elsewhere.
 */
export async function verifyAudit(store: ObjectStore, model: string): Promise<AuditCheck> {
  for (let attempt = 1; ; attempt += 1) {
    const check = checkOf(await readLog(store, model));
    if (check.isSettled || attempt === attempts) return check.verdict;
    await sleep(pauseMilliseconds);
  }
}

interface Log {
  readonly model: string;
  /** All that lies there but the head. */
  readonly keys: readonly string[];
  readonly links: readonly Link[];
  /** Undefined when there is none; a text says what is wrong with it. */
  readonly head: AuditHead | string | undefined;
}

/** An entry, or what is wrong with it in itself. */
interface Link {
  readonly sha256: string;
  readonly entry: AuditEntry | string;
}

async function readLog(store: ObjectStore, model: string): Promise<Log> {
  // The head first: what is added while this reads is then behind it, and never missing.
  const stored = await store.read(auditHeadKey(model));
  const keys = entryKeysIn(await store.list(auditFolder(model)), model);
  const bodies = await readAll(store, keys);
  return {
    model,
    keys,
    links: bodies.map((body, index) => linkOf({ model, seq: index + 1, key: keys[index] ?? '', body })),
    head: stored === undefined ? undefined : trying(() => parseAuditHead(model, stored.body)),
  };
}

interface Stored {
  readonly model: string;
  /** By its place in the list. */
  readonly seq: number;
  readonly key: string;
  readonly body: Buffer;
}

function linkOf(stored: Stored): Link {
  const entry = trying(() => decode(auditEntrySchema, stored.key, stored.body));
  const problem = typeof entry === 'string' ? entry : problemOf(entry, stored);
  return { sha256: hash('sha256', stored.body), entry: problem ?? entry };
}

function problemOf(entry: AuditEntry, { model, seq, key, body }: Stored): string | undefined {
  if (entry.seq !== seq || entry.model !== model) return `${key} says that it is entry ${entry.seq} of ${entry.model}.`;
  // Another way to write the same would not change what it says, and was not written here.
  return body.equals(Buffer.from(canonicalJson(entry)))
    ? undefined
    : `${key} is not in the form in which entries are written. It was changed.`;
}

interface Finding {
  readonly verdict: AuditCheck;
  /** False when it may only be that an append is under way. */
  readonly isSettled: boolean;
}

function checkOf(log: Log): Finding {
  return chainProblem(log) ?? headProblem(log) ?? intact(log);
}

/** Each entry in itself, and after the one before it. */
function chainProblem(log: Log): Finding | undefined {
  for (const [index, link] of log.links.entries()) {
    const seq = index + 1;
    const key = log.keys[index] ?? '';
    const expected = auditKey(log.model, seq);
    if (key !== expected) return broken(log, seq, `Expected ${expected}, found ${key} next. An entry was removed, or something was added.`);
    if (typeof link.entry === 'string') return broken(log, seq, link.entry);
    if (link.entry.previousSha256 === (log.links[index - 1]?.sha256 ?? null)) continue;
    // Whichever of the two is vouched for by what follows it, the other was changed.
    const changed = seq > 1 && isVouchedFor(log, index) ? seq - 1 : seq;
    return broken(log, changed, `${auditKey(log.model, changed)} is not what was written there: ${expected} and those after it say so.`);
  }
  return undefined;
}

function isVouchedFor({ links, head }: Log, index: number): boolean {
  const sha256 = links[index]?.sha256;
  const next = links[index + 1]?.entry;
  if (next !== undefined) return typeof next !== 'string' && next.previousSha256 === sha256;
  return typeof head === 'object' && head.seq === index + 1 && head.sha256 === sha256;
}

/** The end: a chain alone does not show that it once was longer. */
function headProblem(log: Log): Finding | undefined {
  const { model, head, links } = log;
  const count = links.length;
  const key = auditHeadKey(model);
  if (typeof head === 'string') return brokenHead(log, head);
  if (head === undefined) {
    if (entriesOf(log).every(isBeforeHeads)) return undefined;
    return brokenHead(log, `Expected ${key}, which says where the log ends, found none. It was removed; so may be the last entries.`);
  }
  if (head.seq > count) {
    return broken(
      log,
      count + 1,
      `Expected ${head.seq} entries, as ${key} says, found ${count}. ${auditKey(model, count + 1)} was removed.`,
    );
  }
  if (head.seq < count) {
    const reason =
      `Expected ${head.seq} entries, as ${key} says, found ${count}. ${auditKey(model, head.seq + 1)} was added by somebody, ` +
      'or its writer died before it could move the head, which the next entry mends.';
    return { ...broken(log, head.seq + 1, reason), isSettled: false };
  }
  if (head.sha256 !== links[count - 1]?.sha256)
    return broken(log, count, `${auditKey(model, count)} is not what was written there: ${key} says so.`);
  if (recentOf(entriesOf(log)).join() !== head.recent.join())
    return brokenHead(log, `${key} is not of these entries: it was written by hand.`);
  return undefined;
}

function entriesOf({ links }: Log): AuditEntry[] {
  return links.flatMap(({ entry }) => (typeof entry === 'string' ? [] : [entry]));
}

/** What the first releases wrote, which kept no heads of logs: rollbacks, and moves that name no environment. */
function isBeforeHeads(entry: AuditEntry): boolean {
  return entry.action === 'rolled-back' || (entry.action === 'head-moved' && textOf(entry, 'environment') === null);
}

function broken(log: Log, seq: number, reason: string): Finding {
  const headSha256 = log.links[seq - 2]?.sha256 ?? null;
  const verdict = { entries: seq - 1, intact: false, brokenAt: seq, brokenKey: auditKey(log.model, seq), reason, headSha256 };
  return { verdict, isSettled: true };
}

function brokenHead(log: Log, reason: string): Finding {
  const headSha256 = log.links.at(-1)?.sha256 ?? null;
  const brokenKey = auditHeadKey(log.model);
  return { verdict: { entries: log.links.length, intact: false, brokenAt: null, brokenKey, reason, headSha256 }, isSettled: true };
}

function intact({ links, head }: Log): Finding {
  const reason = `${links.length} entries, each follows the one before${head === undefined ? '' : ', and the last is where the log ends'}.`;
  const headSha256 = links.at(-1)?.sha256 ?? null;
  return { verdict: { entries: links.length, intact: true, brokenAt: null, brokenKey: null, reason, headSha256 }, isSettled: true };
}

function trying<T>(parse: () => T): T | string {
  try {
    return parse();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
