/** One line of a source: a training example in canonical form, or the reason why it is none. */

import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../domain/canonical-json.js';
import type { ChatMessage } from '../platform/ports.js';
import { labelOf } from '../domain/answer-label.js';
import type { Line } from './lines.js';
import type { DatasetSettings } from './settings.js';

export const maximumLineBytes = 1024 * 1024;

export type QuarantineReason =
  | 'line-too-long'
  | 'invalid-utf8'
  | 'invalid-json'
  | 'invalid-shape'
  | 'invalid-group'
  | 'no-user-message'
  | 'no-assistant-answer'
  | 'empty-answer'
  | 'no-label';

export interface Row {
  /** SHA-256 of the canonical JSON of `messages`. */
  readonly id: string;
  readonly messages: readonly ChatMessage[];
  /** Value of the row's `groupBy` key; null when it has none. */
  readonly group: string | null;
  /** Null when no label path is set. */
  readonly label: string | null;
}

export type ParsedLine =
  | { readonly kind: 'row'; readonly row: Row }
  | { readonly kind: 'blank' }
  | { readonly kind: 'quarantined'; readonly reason: QuarantineReason; readonly detail: string };

/** Strict: a key that would be lost in training (`tool_calls`, `weight`) must not be lost in silence. */
export const messageSchema = z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() });
const chatSchema = z.object({ messages: z.array(messageSchema).min(1) });
const completionSchema = z.object({ prompt: z.string(), completion: z.string() });

/** Pure. The detail names places and types, never content. */
export function parseLine(line: Line, settings: DatasetSettings): ParsedLine {
  if (line.tooLong) return quarantined('line-too-long', `expected at most ${maximumLineBytes} bytes`);
  if (!isUtf8(line.bytes)) return quarantined('invalid-utf8', 'expected UTF-8');
  const text = line.bytes.toString();
  if (text.trim() === '') return { kind: 'blank' };
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return quarantined('invalid-json', 'expected a JSON object');
  const messages = messagesOf(value);
  if (typeof messages === 'string') return quarantined('invalid-shape', messages);
  const group = groupOf(value, settings.heldOut.groupBy);
  if (group === undefined) return quarantined('invalid-group', `expected ${settings.heldOut.groupBy} to be a text or a number`);
  return judged(messages, group, settings.labelPath);
}

function judged(messages: readonly ChatMessage[], group: string | null, labelPath: string | undefined): ParsedLine {
  const canonical = canonicalJson(messages);
  // JSON can escape half a surrogate pair; no tokenizer can read it back.
  if (!isWellFormed(messages)) return quarantined('invalid-utf8', 'expected whole characters, got half a surrogate pair');
  if (!messages.some((message) => message.role === 'user')) return quarantined('no-user-message', 'expected a message of the user');
  const answer = messages.at(-1);
  if (answer?.role !== 'assistant') return quarantined('no-assistant-answer', 'expected the last message to be from the assistant');
  if (answer.content.trim() === '') return quarantined('empty-answer', 'expected the last message to say something');
  const label = labelPath === undefined ? null : labelOf(answer.content, labelPath);
  if (label === undefined || label?.trim() === '') return quarantined('no-label', `expected a JSON answer with a text at ${labelPath}`);
  return { kind: 'row', row: { id: hash('sha256', canonical), messages, group, label } };
}

/** The messages, or what is wrong with them. */
function messagesOf(value: object): readonly ChatMessage[] | string {
  if (!('messages' in value) && 'prompt' in value) {
    const parsed = completionSchema.safeParse(value);
    if (!parsed.success) return describe(parsed.error);
    return [
      { role: 'user', content: parsed.data.prompt },
      { role: 'assistant', content: parsed.data.completion },
    ];
  }
  const parsed = chatSchema.safeParse(value);
  return parsed.success ? parsed.data.messages : describe(parsed.error);
}

function describe(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'invalid' : `${issue.path.join('.')}: ${issue.message}`;
}

/** Numbers and texts that read alike are one group: too large a group never leaks. Undefined when the value can be no group. */
function groupOf(value: object, groupBy: string | undefined): string | null | undefined {
  if (groupBy === undefined || !Object.hasOwn(value, groupBy)) return null;
  const group: unknown = Object.getOwnPropertyDescriptor(value, groupBy)?.value;
  if (group === null || group === '') return null;
  if (typeof group === 'number') return String(group);
  return typeof group === 'string' && !loneSurrogate.test(group) ? group : undefined;
}

const loneSurrogate = /\p{Surrogate}/u;

function isWellFormed(messages: readonly ChatMessage[]): boolean {
  return messages.every((message) => !loneSurrogate.test(message.content));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function quarantined(reason: QuarantineReason, detail: string): ParsedLine {
  return { kind: 'quarantined', reason, detail };
}
