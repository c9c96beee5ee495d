/** What an auditor gets of a model's log: every entry of a period with its digest, and the proof that none was changed, as data and as text. */

import { hash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.js';
import { utcText } from '../domain/figures.js';
import type { ObjectStore } from '../platform/ports.js';
import { listAudit, type AuditCheck, type AuditEntry } from './audit.js';
import { auditSentence } from './audit-sentence.js';
import { proveAudit } from './audited-models.js';

export interface ExportedEntry {
  readonly entry: AuditEntry;
  /** Of the entry's canonical JSON (RFC 8785), which is what the next entry and the store hold. */
  readonly sha256: string;
  readonly sentence: string;
}

export interface AuditExport {
  readonly model: string;
  /** ISO 8601; `until` is not included. Null without a limit. */
  readonly period: { readonly from: string | null; readonly until: string | null };
  readonly entries: readonly ExportedEntry[];
  /** Of the whole log, whatever the period. */
  readonly proof: AuditCheck;
}

export type Period = AuditExport['period'];

/** Throws on an entry that cannot be read, as nobody could vouch for an export that leaves one out. */
export async function exportAudit(store: ObjectStore, model: string, period: Period): Promise<AuditExport> {
  const [proof, entries] = await Promise.all([proveAudit(store, model), listAudit(store, model)]);
  const exported = entries
    .filter(({ at }) => isWithin(at, period))
    .map((entry) => ({ entry, sha256: hash('sha256', canonicalJson(entry)), sentence: auditSentence(entry) }));
  return { model, period, entries: exported, proof };
}

/** For people: the proof first, then each entry with its time, who, what, and its digest. */
export function auditText({ model, period: { from, until }, entries, proof }: AuditExport): string {
  const range = [...(from === null ? [] : [`from ${utcText(from)}`]), ...(until === null ? [] : [`until ${utcText(until)}`])].join(' ');
  const head = [
    `Audit of ${model}${range === '' ? '' : ` ${range}`}: ${entriesText(entries.length)}.`,
    proof.intact ? `The whole log is as it was written: ${proof.reason}` : `THE LOG IS BROKEN: ${proof.reason}`,
    `It has ${entriesText(proof.entries)} that can be relied on; the SHA-256 of the last is ${proof.headSha256 ?? 'none'}.`,
  ];
  const told = entries.flatMap(({ entry: { seq, at, actor, previousSha256 }, sha256, sentence }) => [
    '',
    `${seq}. ${utcText(at)}, ${actor}: ${sentence}`,
    `   SHA-256 ${sha256}, after ${previousSha256 ?? 'nothing'}`,
  ]);
  return `${[...head, ...told].join('\n')}\n`;
}

function entriesText(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}

function isWithin(at: string, { from, until }: Period): boolean {
  const time = Date.parse(at);
  return (from === null || time >= Date.parse(from)) && (until === null || time < Date.parse(until));
}
