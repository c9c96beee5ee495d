/** Reads the tool calls of a message: ids, and arguments as canonical JSON that matches what the tool declares. */

import { canonicalJson } from '../../domain/canonical-json.js';
import type { ToolCall } from '../example.js';
import type { Path } from './draft.js';
import { readJson } from './json-read.js';
import { isRecord, Problem, typeName } from './problem.js';
import { isMissing } from './record-schema.js';
import type { RawCall } from './shape.js';
import type { CallFault, DeclaredTools, ToolReader } from './tool-definitions.js';

export interface CallContext {
  readonly tools: DeclaredTools | null;
  readonly toolReader: ToolReader;
}

/** `message` is the path of the message, spread out only when something is wrong. */
export function readToolCalls(raw: readonly RawCall[], message: Path, context: CallContext): readonly ToolCall[] | Problem {
  const calls: ToolCall[] = [];
  for (let index = 0; index < raw.length; index += 1) {
    const call = raw[index];
    if (call === undefined) continue;
    const { id, function: called } = call;
    if (isMissing(id))
      return new Problem(
        'tool-call-without-id',
        [...message, 'tool_calls', index, 'id'],
        'expected an id, found none; number the calls and name the id in each result',
      );
    const text = readArguments(called, context);
    if (typeof text !== 'string')
      return new Problem(
        text.code,
        [...message, 'tool_calls', index, 'function', text.code === 'undeclared-tool' ? 'name' : 'arguments'],
        text.message,
      );
    calls.push({ function: { arguments: text, name: called.name }, id: id as string, type: 'function' });
  }
  return calls;
}

export interface ArgumentsFault {
  readonly code: CallFault['code'] | 'arguments-not-json' | 'arguments-not-object';
  readonly message: string;
}

/** Canonical JSON text of the arguments, or what is wrong with them. */
export function readArguments(
  called: { readonly name: string; readonly arguments?: unknown },
  context: CallContext,
): string | ArgumentsFault {
  const value = typeof called.arguments === 'string' ? readJson(called.arguments) : called.arguments;
  if (value instanceof Problem)
    return {
      code: 'arguments-not-json',
      message: `expected JSON text that reads without loss, found other text (${value.code}); correct it`,
    };
  if (value === undefined)
    return { code: 'arguments-not-json', message: 'expected JSON text, found nothing; write {} for a call without arguments' };
  if (!isRecord(value))
    return { code: 'arguments-not-object', message: `expected a JSON object, found ${typeName(value)}; name each argument` };
  const fault = context.tools === null ? undefined : context.toolReader.check(context.tools, called.name, value);
  return fault ?? canonicalJson(value);
}
