/** Reads ShareGPT's turns. Their tool calls have no ids: results answer the calls in order, so calls are numbered here. */

import type { Message, Role } from '../example.js';
import type { Path } from './draft.js';
import { readJson } from './json-read.js';
import { readMessage, roleProblem, roles, type MessageContext } from './message.js';
import { isRecord, Problem, typeName } from './problem.js';
import { isMissing } from './record-schema.js';
import type { RawTurn } from './shape.js';
import { readArguments } from './tool-calls.js';

type Speaker = Role | 'call';

const speakers: Readonly<Record<string, Speaker | undefined>> = {
  ...roles,
  human: 'user',
  gpt: 'assistant',
  function_call: 'call',
  observation: 'tool',
};

export function readTurns(turns: readonly RawTurn[], context: MessageContext): readonly Message[] | Problem {
  const messages: Message[] = [];
  const state: State = { context, calls: 0, open: [] };
  for (const [index, turn] of turns.entries()) {
    const message = readTurn(turn, index, state);
    if (message instanceof Problem) return message;
    messages.push(message);
  }
  return messages;
}

interface State {
  readonly context: MessageContext;
  /** So far in the record. */
  calls: number;
  /** Ids of calls without result. */
  open: string[];
}

function readTurn(turn: RawTurn, index: number, state: State): Message | Problem {
  const { from, value, role } = turn;
  const { context } = state;
  const path = [context.list, index];
  if (isMissing(from)) {
    if (typeof role === 'string') return readMessage({ ...turn, role }, index, context);
    return new Problem('invalid-shape', [...path, 'from'], 'expected a text in from or role, found nothing; say who speaks');
  }
  const name = from as string;
  const speaker = Object.hasOwn(speakers, name) ? speakers[name] : undefined;
  if (speaker === undefined) return roleProblem(name, [...path, 'from']);
  if (typeof value !== 'string')
    return new Problem('missing-content', [...path, 'value'], `expected a text, found ${typeName(value)}; fill it in`);
  if (speaker === 'call') return callTurn(value, [...path, 'value'], state);
  if (speaker !== 'tool') return { content: value, role: speaker };
  const id = state.open.shift();
  if (id === undefined)
    return new Problem('orphan-tool-result', path, 'expected a function_call before each observation, found none; add the call');
  return { content: value, role: 'tool', tool_call_id: id };
}

/** One call, or a list of calls made at once. */
function callTurn(text: string, path: Path, state: State): Message | Problem {
  const value = readJson(text);
  if (value instanceof Problem)
    return new Problem(
      'arguments-not-json',
      path,
      `expected JSON of a call that reads without loss, found other text (${value.code}); correct it`,
    );
  const calls = [];
  for (const call of Array.isArray(value) ? (value as unknown[]) : [value]) {
    if (!isRecord(call) || typeof call['name'] !== 'string' || call['name'] === '')
      return new Problem('invalid-shape', path, 'expected a call with name and arguments, found another value; write it so');
    const name = call['name'];
    const text = readArguments({ name, arguments: call['arguments'] }, state.context);
    if (typeof text !== 'string') return new Problem(text.code, path, text.message);
    state.calls += 1;
    const id = `call_${state.calls}`;
    state.open.push(id);
    calls.push({ function: { arguments: text, name }, id, type: 'function' as const });
  }
  if (calls.length === 0) return new Problem('missing-content', path, 'expected a call, found an empty list; leave the turn out');
  return { content: null, role: 'assistant', tool_calls: calls };
}
