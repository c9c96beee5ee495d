/** Reads one message of OpenAI's form into the canonical one. */

import type { Message, Role, ToolCall } from '../example.js';
import type { Path } from './draft.js';
import { isRecord, Problem, typeName } from './problem.js';
import { isMissing } from './record-schema.js';
import type { RawMessage } from './shape.js';
import { readToolCalls } from './tool-calls.js';
import type { DeclaredTools, ToolReader } from './tool-definitions.js';

export interface MessageContext {
  /** Key of the list of messages. */
  readonly list: string;
  readonly tools: DeclaredTools | null;
  readonly toolReader: ToolReader;
}

/** `developer` is what OpenAI calls the system's message now. */
export const roles: Readonly<Record<string, Role | undefined>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
};

export function readMessage(raw: RawMessage, index: number, context: MessageContext): Message | Problem {
  const role = Object.hasOwn(roles, raw.role) ? roles[raw.role] : undefined;
  if (role === undefined) return roleProblem(raw.role, [context.list, index, 'role']);
  const { content } = raw;
  // Nearly all messages are only this.
  if (typeof content === 'string' && isPlain(raw) && role !== 'tool') return { content, role };
  return readFull(raw, index, context);
}

function isPlain(raw: RawMessage): boolean {
  return isMissing(raw.name) && isMissing(raw.tool_call_id) && isMissing(raw.tool_calls) && isMissing(raw.weight);
}

export function roleProblem(role: string, path: Path): Problem {
  return role === 'function'
    ? new Problem('legacy-functions', path, 'expected results of the role tool, found the role function; write tools and tool_calls')
    : new Problem('unknown-role', path, 'expected system, user, assistant or tool, found another role; correct it');
}

function readFull(raw: RawMessage, index: number, context: MessageContext): Message | Problem {
  const path = [context.list, index];
  const role = roles[raw.role] ?? 'user';
  const misplaced = misplacedField(raw, role, path);
  if (misplaced !== undefined) return misplaced;
  const calls = hasCalls(raw) ? readToolCalls(raw.tool_calls ?? [], path, context) : undefined;
  if (calls instanceof Problem) return calls;
  const content = typeof raw.content === 'string' ? raw.content : contentOf(raw.content, [...path, 'content']);
  if (content instanceof Problem) return content;
  if (content === null && calls === undefined)
    return new Problem('missing-content', [...path, 'content'], 'expected text, found none and no tool call; fill it in');
  if (!isMissing(raw.weight) && raw.weight !== 0 && raw.weight !== 1)
    return new Problem('invalid-weight', [...path, 'weight'], 'expected a weight of 0 or 1, found another value; correct it');
  return messageOf(raw, { content, role, calls });
}

function hasCalls({ tool_calls }: RawMessage): boolean {
  return tool_calls !== undefined && tool_calls !== null && tool_calls.length > 0;
}

function misplacedField(raw: RawMessage, role: Role, path: Path): Problem | undefined {
  if (role !== 'assistant' && hasCalls(raw))
    return new Problem(
      'invalid-shape',
      [...path, 'tool_calls'],
      'expected tool calls of the assistant only, found some of another role; move them',
    );
  if (role === 'tool' && isMissing(raw.tool_call_id))
    return new Problem('orphan-tool-result', path, 'expected tool_call_id, found none; name the call that this result answers');
  if (role !== 'tool' && !isMissing(raw.tool_call_id))
    return new Problem(
      'invalid-shape',
      [...path, 'tool_call_id'],
      'expected tool_call_id of the role tool only, found it at another; remove it',
    );
  return undefined;
}

interface Read {
  readonly content: string | null;
  readonly role: Role;
  readonly calls: readonly ToolCall[] | undefined;
}

/** In the order of the keys' names: see `Example`. Spreading would cost as much as all the rest. */
function messageOf({ name, tool_call_id, weight }: RawMessage, { content, role, calls }: Read): Message {
  const message: { -readonly [Key in keyof Message]?: Message[Key] } = { content };
  if (typeof name === 'string' && name !== '') message.name = name;
  message.role = role;
  if (typeof tool_call_id === 'string' && tool_call_id !== '') message.tool_call_id = tool_call_id;
  if (calls !== undefined) message.tool_calls = calls;
  if (weight === 0 || weight === 1) message.weight = weight;
  return message as Message;
}

function contentOf(content: unknown, path: Path): string | null | Problem {
  if (typeof content === 'string') return content;
  if (content === null || content === undefined) return null;
  if (!Array.isArray(content))
    return new Problem('invalid-shape', path, `expected text, null or a list of parts, found ${typeName(content)}; write it as text`);
  let text = '';
  for (const [index, part] of content.entries()) {
    if (!isRecord(part))
      return new Problem('invalid-shape', [...path, index], `expected a part with type and text, found ${typeName(part)}; write it so`);
    if (part['type'] !== 'text')
      return new Problem(
        'unsupported-content',
        [...path, index],
        'expected parts of text only, found another type; training is text only, leave the example out',
      );
    if (typeof part['text'] !== 'string')
      return new Problem('invalid-shape', [...path, index, 'text'], `expected a text, found ${typeName(part['text'])}; write it so`);
    text += part['text'];
  }
  return text;
}
