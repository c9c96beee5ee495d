/** Each audit entry as a sentence for people: for `slipway audit`, `history`, `why` and the report of a run alike, so that all tell it in the same words. */

import type { Json } from '../domain/canonical-json.js';
import { countText } from '../domain/figures.js';
import type { AuditAction } from './audit-actions.js';
import type { AuditEntry } from './audit.js';

/** An entry's own keys. Whatever is missing is left out of the sentence: an audit must be readable whoever wrote it. */
type Details = Readonly<Record<string, Json>>;

/** What was done to `subject`; `details` may hold the keys that are read here. */
type Sentence = (subject: string, details: Details) => string;

const sentences: { readonly [Action in AuditAction]: Sentence } = {
  // trigger: { kind, source, observed }, reason
  'run-admitted': (subject, details) => `${subject} was admitted${triggerOf(details)}${because(details)}`,
  // decision, trigger, reason; the subject is the trigger's fingerprint
  'run-refused': (_subject, details) =>
    `a run was ${text(details, 'decision') === 'queue' ? 'queued' : 'refused'}${triggerOf(details)}${because(details)}`,
  // outcome, version, reason
  'run-ended': (subject, details) => `${subject} ended${as(details, 'outcome')}${at(details, 'version', 'with')}${because(details)}`,
  // runId, reason
  'dataset-accepted': (subject, details) => `dataset ${short(subject)} was accepted${at(details, 'runId', 'for')}${because(details)}`,
  // runId, reason, which is what was never seen
  'dataset-held': (subject, details) => `dataset ${short(subject)} waits for a person${at(details, 'runId', 'in')}${because(details)}`,
  // runId, evidenceSha256, reason
  'dataset-approved': (subject, details) =>
    `dataset ${short(subject)} was approved${at(details, 'runId', 'for')}${at(details, 'evidenceSha256', 'on report')}${because(details)}`,
  'dataset-approval-refused': (subject, details) =>
    `dataset ${short(subject)} was refused its approval${at(details, 'runId', 'for')}${at(details, 'evidenceSha256', 'on report')}${because(details)}`,
  'dataset-refused': (subject, details) => `data was refused${at(details, 'runId', 'for') || ` for ${short(subject)}`}${because(details)}`,
  // dataset, baseModel
  'training-started': (subject, details) =>
    `training of ${subject} started${at(details, 'dataset', 'on dataset')}${at(details, 'baseModel', 'from')}`,
  // adapterSha256, seconds
  'training-finished': (subject, details) =>
    `training of ${subject} finished${secondsOf(details)}${at(details, 'adapterSha256', 'with adapter')}`,
  // ggufSha256, evidenceSha256, summary
  evaluated: (subject, details) =>
    `${subject} was evaluated${at(details, 'ggufSha256', 'as GGUF')}${at(details, 'evidenceSha256', 'with evidence')}${because(details, 'summary')}`,
  // decision, verdicts: [{ gate, verdict }], reason
  'gates-judged': (subject, details) =>
    `the gates judged ${subject}${at(details, 'decision', 'to')}${verdictsOf(details)}${because(details)}`,
  // reason, evidenceSha256
  approved: (subject, details) => `${subject} was approved${at(details, 'evidenceSha256', 'on evidence')}${because(details)}`,
  'approval-refused': (subject, details) =>
    `${subject} was refused its approval${at(details, 'evidenceSha256', 'on evidence')}${because(details)}`,
  // status, ggufSha256, manifestSha256
  'version-registered': (subject, details) =>
    `${subject} was registered${as(details, 'status')}${at(details, 'ggufSha256', 'with GGUF')}${at(details, 'manifestSha256', 'and manifest')}`,
  'version-imported': (subject, details) =>
    `${subject} was imported, so its lineage is unknown${at(details, 'source', 'from')}${at(details, 'ggufSha256', 'with GGUF')}${because(details)}`,
  // keyIds
  'version-signed': (subject, details) => `${subject} was signed${keysOf(details)}`,
  // weightPercent
  'weight-changed': (subject, details) => `${subject} was given ${figure(details, 'weightPercent')} % of the traffic${because(details)}`,
  // environment, from, sha256, reason; the first days had production alone
  'head-moved': (subject, details) =>
    `${subject} became the version of ${text(details, 'environment') || 'production'}${at(details, 'from', 'in the place of')}` +
    `${at(details, 'sha256', 'with GGUF')}${because(details)}`,
  // from, trigger, reason
  'rolled-back': (subject, details) =>
    `users were taken back to ${subject}${at(details, 'from', 'from')}${as(details, 'trigger')}${because(details)}`,
  // from, reason
  adopted: (subject, details) => `${subject} was made the champion by hand${at(details, 'from', 'in the place of')}${because(details)}`,
  // runId, matches, reason
  reproduced: (subject, details) => `${subject} was made again${at(details, 'runId', 'by')}${matchOf(details)}${because(details)}`,
  // objects, bytes, reason
  removed: (subject, details) => `${removedOf(details)} of ${subject} were removed to free their room${because(details)}`,
};

/** In one line, ends with a full stop; says neither when nor who. */
export function auditSentence({ action, subject, details }: Pick<AuditEntry, 'action' | 'subject' | 'details'>): string {
  const said = sentences[action](subject, isRecord(details) ? details : {});
  // A reason may be the last words of a broken program.
  const line = said.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  // A name keeps its form: there is no V12.
  const sentence = /^[a-z]+ /.test(line) ? `${line.charAt(0).toUpperCase()}${line.slice(1)}` : line;
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function isRecord(json: Json | undefined): json is Details {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function text(details: Details, key: string): string {
  const value = details[key];
  return typeof value === 'string' ? short(value) : '';
}

/** Digests by their beginning: the entry has the whole. */
function short(value: string): string {
  return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 12) : value;
}

function figure(details: Details, key: string): string {
  const value = details[key];
  return typeof value === 'number' ? String(Number(value.toFixed(2))) : '?';
}

/** ` with v12`, or nothing. */
function at(details: Details, key: string, word: string): string {
  const value = text(details, key);
  return value === '' ? '' : ` ${word} ${value}`;
}

function as(details: Details, key: string): string {
  return at(details, key, 'as').replace(/-/g, ' ');
}

function because(details: Details, key = 'reason'): string {
  const value = text(details, key);
  return value === '' ? '' : `: ${value}`;
}

function triggerOf(details: Details): string {
  const trigger = isRecord(details['trigger']) ? details['trigger'] : details;
  const kind = text(trigger, 'kind');
  if (kind === '') return '';
  return ` on a trigger of kind ${kind}${at(trigger, 'source', 'by')}${text(trigger, 'observed') === '' ? '' : ` (${text(trigger, 'observed')})`}`;
}

function keysOf({ keyIds }: Details): string {
  if (!Array.isArray(keyIds) || keyIds.length === 0) return '';
  return ` with ${keyIds.length === 1 ? 'key' : 'keys'} ${keyIds.map((id) => short(String(id))).join(', ')}`;
}

function secondsOf(details: Details): string {
  return typeof details['seconds'] === 'number' ? ` after ${figure(details, 'seconds')} s` : '';
}

function verdictsOf(details: Details): string {
  const { verdicts } = details;
  if (!Array.isArray(verdicts)) return '';
  const said = (verdicts as readonly Json[]).filter(isRecord).map((each) => `${text(each, 'gate')} ${text(each, 'verdict')}`);
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}

function matchOf(details: Details): string {
  const { matches } = details;
  if (typeof matches !== 'boolean') return '';
  return matches ? ' and came out the same' : ' and came out different';
}

function removedOf(details: Details): string {
  const { objects } = details;
  const count = Array.isArray(objects) ? objects.length : objects;
  return typeof count === 'number' ? `${countText(count, 'object')} (${figure(details, 'bytes')} bytes)` : 'objects';
}
