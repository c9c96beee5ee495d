/** What counts as text when examples are compared: what people, models and tools said, never system prompts or the schemas of tools. */

import type { Example } from '../example.js';

/**
 * Content of every message but the system's, in order, and each call of a tool as a text of its own: its name, a space, its canonical arguments.
 * A content of null gives none; an empty content gives an empty text.
 */
export function textsOf(example: Example): string[] {
  const texts: string[] = [];
  for (const message of example.messages) {
    if (message.role === 'system') continue;
    if (message.content !== null) texts.push(message.content);
    for (const call of message.tool_calls ?? []) texts.push(`${call.function.name} ${call.function.arguments}`);
  }
  return texts;
}

/** Index of the last message of an assistant: the answer that an example teaches; the number of messages where there is none. */
export function finalAnswerAt(example: Example): number {
  for (let index = example.messages.length - 1; index >= 0; index -= 1) {
    if (example.messages[index]?.role === 'assistant') return index;
  }
  return example.messages.length;
}
