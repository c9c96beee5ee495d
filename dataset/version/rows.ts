/** The form of an example inside a dataset version: one JSON object a line with its id, its content and its group. */

import { hash } from 'node:crypto';
import type { Example, Message } from '../example.js';

export interface Row {
  /** SHA-256 of the canonical JSON of the messages; of messages and tools where the example declares tools. Lower-case hex. */
  readonly id: string;
  /** Canonical JSON, without line end: equal rows give equal files. */
  readonly text: string;
}

/** Examples are made with sorted keys, so their plain JSON is the canonical one. */
export function rowOf({ messages, tools }: Example, group: string | null): Row {
  const said = messagesText(messages);
  const declared = tools === undefined ? '' : `,"tools":${JSON.stringify(tools)}`;
  const id = hash('sha256', tools === undefined ? said : `{"messages":${said}${declared}}`);
  const before = group === null ? '' : `"group":${JSON.stringify(group)},`;
  return { id, text: `{${before}"id":"${id}","messages":${said}${declared}}` };
}

/** As `JSON.stringify`, which takes twice as long for texts that have nothing to escape. */
function messagesText(messages: readonly Message[]): string {
  let text = '[';
  for (let index = 0; index < messages.length; index += 1) {
    const message = messages[index];
    if (message === undefined) continue;
    text += index === 0 ? '' : ',';
    text += isPlain(message) ? `{"content":${quoted(message.content ?? '')},"role":"${message.role}"}` : JSON.stringify(message);
  }
  return `${text}]`;
}

/** Content and role, and nothing else. */
function isPlain({ content, name, tool_call_id, tool_calls, weight }: Message): boolean {
  return content !== null && name === undefined && tool_call_id === undefined && tool_calls === undefined && weight === undefined;
}

// oxlint-disable-next-line no-control-regex -- these are what JSON escapes.
const escaped = /["\\\u0000-\u001f]/;

/** Texts are well-formed: the parser has refused half characters. */
function quoted(text: string): string {
  return escaped.test(text) ? JSON.stringify(text) : `"${text}"`;
}
