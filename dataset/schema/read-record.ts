/** Reads a record of any schema into messages. */

import type { Message, Role, SchemaName } from '../example.js';
import { textOf } from './beside.js';
import { readTurns } from './conversation.js';
import type { Draft } from './draft.js';
import { readMessage, type MessageContext } from './message.js';
import { Problem, typeName } from './problem.js';
import { labelKeyOf } from './record-label.js';
import { isMissing, type JsonRecord } from './record-schema.js';
import {
  conversationsShape,
  inputOutputShape,
  instructionShape,
  messagesShape,
  promptListShape,
  promptTextShape,
  shaped,
  textShape,
  type RawMessage,
} from './shape.js';
import type { ToolReader } from './tool-definitions.js';

export function readRecord(schema: SchemaName, record: JsonRecord, toolReader: ToolReader): Draft | Problem {
  const source: Source = { record, toolReader };
  switch (schema) {
    case 'messages':
      return readMessages(source);
    case 'conversations':
      return readConversations(source);
    case 'prompt-completion':
      return Array.isArray(record['prompt']) || Array.isArray(record['completion']) ? readPromptLists(source) : readPromptTexts(source);
    case 'input-output':
      return readInputOutput(source);
    case 'instruction':
      return readInstruction(source);
    case 'text':
      return readText(source);
  }
}

interface Source {
  readonly record: JsonRecord;
  readonly toolReader: ToolReader;
}

function readMessages(source: Source): Draft | Problem {
  const data = shaped(messagesShape, source.record);
  if (data instanceof Problem) return data;
  return readLists(source, ['messages'], (_list, context) => readList(data.messages, context));
}

function readConversations(source: Source): Draft | Problem {
  const data = shaped(conversationsShape, source.record);
  if (data instanceof Problem) return data;
  return readLists(source, ['conversations'], (_list, context) => readTurns(data.conversations, context));
}

function readPromptLists(source: Source): Draft | Problem {
  const data = shaped(promptListShape, source.record);
  if (data instanceof Problem) return data;
  return readLists(source, ['prompt', 'completion'], (list, context) =>
    readList(list === 'prompt' ? data.prompt : data.completion, context),
  );
}

function readPromptTexts(source: Source): Draft | Problem {
  const data = shaped(promptTextShape, source.record);
  if (data instanceof Problem) return data;
  return readTexts(source, [
    ['prompt', 'user', data.prompt],
    ['completion', 'assistant', data.completion],
  ]);
}

function readInputOutput(source: Source): Draft | Problem {
  const data = shaped(inputOutputShape, source.record);
  if (data instanceof Problem) return data;
  return readTexts(source, [
    ['input', 'user', data.input],
    ['output', 'assistant', data.output],
  ]);
}

function readInstruction(source: Source): Draft | Problem {
  const data = shaped(instructionShape, source.record);
  if (data instanceof Problem) return data;
  const { instruction, input, output } = data;
  const asked = isMissing(input) ? instruction : instruction === '' ? (input ?? '') : `${instruction}\n\n${input}`;
  return readTexts(source, [
    ['instruction', 'user', asked],
    ['output', 'assistant', output],
  ]);
}

/** A text with a label is a question and its answer; a text alone is all answer. */
function readText(source: Source): Draft | Problem {
  const data = shaped(textShape, source.record);
  if (data instanceof Problem) return data;
  const key = labelKeyOf(source.record);
  if (key === undefined) return readTexts(source, [['text', 'assistant', data.text]]);
  const value = source.record[key];
  const label = isMissing(value) ? '' : textOf(value);
  if (label === undefined)
    return new Problem('invalid-shape', [key], `expected a label as text or number, found ${typeName(value)}; write it so`);
  return readTexts(source, [
    ['text', 'user', data.text],
    [key, 'assistant', label],
  ]);
}

type TextMessage = readonly [key: string, role: Role, content: string];

function readTexts({ record, toolReader }: Source, texts: readonly TextMessage[]): Draft | Problem {
  const tools = toolReader.read(record['tools']);
  if (tools instanceof Problem) return tools;
  const messages: Message[] = [];
  const keys: string[] = [];
  if (!isMissing(record['system'])) {
    messages.push({ content: record['system'] as string, role: 'system' });
    keys.push('system');
  }
  for (const [key, role, content] of texts) {
    messages.push({ content, role });
    keys.push(key);
  }
  return { messages, tools, origin: { record, texts: keys, lists: [] } };
}

type ListReader = (list: string, context: MessageContext) => readonly Message[] | Problem;

function readLists({ record, toolReader }: Source, lists: readonly string[], read: ListReader): Draft | Problem {
  const tools = toolReader.read(record['tools']);
  if (tools instanceof Problem) return tools;
  const messages: Message[] = [];
  for (const list of lists) {
    const part = read(list, { list, tools, toolReader });
    if (part instanceof Problem) return part;
    for (const message of part) messages.push(message);
  }
  if (isMissing(record['system'])) return { messages, tools, origin: { record, texts: [], lists } };
  if (messages[0]?.role === 'system')
    return new Problem(
      'misplaced-system',
      ['system'],
      'expected one system text, found one beside the messages and one among them; keep one',
    );
  messages.unshift({ content: record['system'] as string, role: 'system' });
  return { messages, tools, origin: { record, texts: ['system'], lists } };
}

function readList(list: readonly RawMessage[], context: MessageContext): readonly Message[] | Problem {
  const messages: Message[] = [];
  for (let index = 0; index < list.length; index += 1) {
    const raw = list[index];
    const message = raw && readMessage(raw, index, context);
    if (message instanceof Problem) return message;
    if (message !== undefined) messages.push(message);
  }
  return messages;
}
