/** The rules that cross messages: who speaks when, which call is answered, what there is to learn. Each has a code of its own. */

import type { SchemaName } from '../example.js';
import { callPathOf, contentPathOf, pathOf, type Draft } from './draft.js';
import { Problem } from './problem.js';

/** The first rule that is broken; undefined where none is. */
export function checkMessages(draft: Draft, schema: SchemaName): Problem | undefined {
  const { messages, origin } = draft;
  if (messages.length === 0)
    return new Problem('no-messages', pathOf(origin, 0), 'expected messages, found an empty list; leave the line out');
  return checkToolCalls(draft) ?? checkContents(draft) ?? checkQuestionAndAnswer(draft, schema);
}

function checkContents({ messages, origin }: Draft): Problem | undefined {
  const last = messages.length - 1;
  for (let index = 0; index < messages.length; index += 1) {
    const message = messages[index];
    // A command may well print nothing.
    if (message === undefined || message.role === 'tool' || message.tool_calls !== undefined || !isBlank(message.content ?? '')) continue;
    const path = contentPathOf(origin, index);
    return index === last && message.role === 'assistant'
      ? new Problem('empty-answer', path, 'expected an answer, found white space only; fill it in or leave the line out')
      : new Problem('empty-content', path, 'expected text, found white space only; fill it in or leave the message out');
  }
  return undefined;
}

/** Trimming copies a long text. */
function isBlank(text: string): boolean {
  const first = text.charCodeAt(0);
  return !(first > 0x20 && first < 0x7f) && text.trim() === '';
}

function checkQuestionAndAnswer({ messages, origin }: Draft, schema: SchemaName): Problem | undefined {
  let asked = false;
  let answers = 0;
  let unweighted = 0;
  for (const { role, weight } of messages) {
    if (role === 'user') asked = true;
    if (role !== 'assistant') continue;
    answers += 1;
    if (weight === 0) unweighted += 1;
  }
  // A text alone is all answer.
  if (!asked && schema !== 'text')
    return new Problem('no-user-message', pathOf(origin, 0).slice(0, 1), 'expected a message of the user, found none; add what was asked');
  const last = messages.length - 1;
  if (messages[last]?.role !== 'assistant')
    return new Problem(
      'no-assistant-answer',
      pathOf(origin, last),
      'expected the last message to be from the assistant; add the answer or cut the rest',
    );
  if (answers === unweighted)
    return new Problem(
      'nothing-to-train-on',
      pathOf(origin, last),
      'expected an answer with weight 1, found 0 for each; leave the line out',
    );
  return undefined;
}

function checkToolCalls(draft: Draft): Problem | undefined {
  const { messages } = draft;
  for (let index = 0; index < messages.length; index += 1) {
    const message = messages[index];
    // Most conversations have none, and need no sets.
    if (message?.tool_calls !== undefined || message?.role === 'tool') return pairToolCalls(draft, index);
  }
  return undefined;
}

function pairToolCalls({ messages, origin }: Draft, from: number): Problem | undefined {
  const seen = new Set<string>();
  /** Open calls, with the place of each. */
  const open = new Map<string, readonly [message: number, call: number]>();
  for (let index = from; index < messages.length; index += 1) {
    const message = messages[index];
    if (message === undefined) continue;
    if (message.role === 'tool') {
      if (!open.delete(message.tool_call_id ?? ''))
        return new Problem(
          'orphan-tool-result',
          pathOf(origin, index),
          'expected the result of an open call, found one of no call or a second one; add the call or remove it',
        );
      continue;
    }
    const [unanswered] = open.values();
    if (unanswered !== undefined)
      return new Problem(
        'unanswered-tool-call',
        callPathOf(origin, ...unanswered),
        'expected a result of the role tool before the conversation goes on; add it',
      );
    for (const [call, { id }] of (message.tool_calls ?? []).entries()) {
      if (seen.has(id))
        return new Problem(
          'duplicate-tool-call-id',
          callPathOf(origin, index, call),
          'expected every id once in an example, found one again; number the calls',
        );
      seen.add(id);
      open.set(id, [index, call]);
    }
  }
  // Calls of the last message are the answer: there is nothing after them to want a result.
  return undefined;
}
