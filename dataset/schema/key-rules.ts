/** Keys that must not be ignored: what training would lose in silence, and what the provider of a profile refuses. */

import type { SchemaName } from '../example.js';
import type { Profile } from '../policy.js';
import type { Path } from './draft.js';
import { isRecord, Problem } from './problem.js';
import { isMissing, type JsonRecord } from './record-schema.js';

/** In one list of messages. Zod reports every bad element, and a line can hold millions. */
export const maximumListed = 10_000;

const keysOfMessages: ReadonlySet<string> = new Set(['role', 'content', 'name', 'tool_calls', 'tool_call_id', 'weight', 'from', 'value']);
/** Content that is nowhere in an example: pictures and earlier turns beside the rest, and what a message says elsewhere than in content. */
const lostOfRecords: ReadonlySet<string> = new Set(['audio', 'audios', 'image', 'images', 'video', 'videos', 'history']);
const lostOfMessages: ReadonlySet<string> = new Set([...lostOfRecords, 'refusal', 'reasoning', 'reasoning_content', 'thinking']);
const legacy: ReadonlySet<string> = new Set(['functions', 'function_call']);

/** What OpenAI documents for each role of a fine-tuning example. */
const openaiMessageKeys: ReadonlyMap<unknown, ReadonlySet<string>> = new Map([
  ['system', new Set(['role', 'content', 'name'])],
  ['developer', new Set(['role', 'content', 'name'])],
  ['user', new Set(['role', 'content', 'name'])],
  ['assistant', new Set(['role', 'content', 'name', 'tool_calls', 'weight', 'refusal', 'audio', 'function_call'])],
  ['tool', new Set(['role', 'content', 'tool_call_id'])],
]);

const openaiKeys = { messages: ['messages', 'tools', 'parallel_tool_calls'], 'prompt-completion': ['prompt', 'completion'] };
/** `utils/files.py` of together-python refuses every column that its format does not name, `tools` among them. */
const togetherKeys = { messages: ['messages'], 'prompt-completion': ['prompt', 'completion'] };
/** Of schemas that no provider reads: they are turned into messages anyway. */
const ownKeys = {
  conversations: ['conversations', 'system'],
  'input-output': ['input', 'output', 'system'],
  instruction: ['instruction', 'input', 'output', 'system'],
  text: ['text', 'label', 'category', 'intent', 'class', 'system'],
};

type KeysOfSchemas = Readonly<Record<SchemaName, ReadonlySet<string>>>;

const allowed: Readonly<Record<Exclude<Profile, 'generic'>, KeysOfSchemas>> = {
  openai: setsOf({ ...ownKeys, conversations: [...ownKeys.conversations, 'tools'], ...openaiKeys }),
  together: setsOf({ ...ownKeys, ...togetherKeys }),
};

function setsOf(keys: Readonly<Record<SchemaName, readonly string[]>>): KeysOfSchemas {
  return Object.fromEntries(Object.entries(keys).map(([schema, names]) => [schema, new Set(names)])) as unknown as KeysOfSchemas;
}

export interface KeyPolicy {
  readonly profile: Profile;
  /** Read by this pipeline, never sent to a provider. */
  readonly own: readonly string[];
}

/** Of the record itself. */
export function checkRecordKeys(record: JsonRecord, schema: SchemaName, { profile, own }: KeyPolicy): Problem | undefined {
  const known = profile === 'generic' ? undefined : allowed[profile][schema];
  for (const key in record) {
    const lost = lostKey(key, record[key], []);
    if (lost !== undefined) return lost;
    if (known !== undefined && !known.has(key) && !own.includes(key))
      return new Problem('unknown-key', [key], `expected only keys that the profile ${profile} accepts, found another; remove it`);
  }
  return undefined;
}

/** Of every message in a list of the record, whose shape is not judged yet: a lost field explains what its lack of content does not. */
export function checkMessageKeys(record: JsonRecord, list: string, profile: Profile): Problem | undefined {
  const messages = record[list];
  if (!Array.isArray(messages)) return undefined;
  let left = maximumListed - messages.length;
  for (let index = 0; left >= 0 && index < messages.length; index += 1) {
    const message: unknown = messages[index];
    if (!isRecord(message)) continue;
    const calls = message['tool_calls'];
    if (Array.isArray(calls)) left -= calls.length;
    const known = profile === 'openai' ? openaiMessageKeys.get(message['role']) : undefined;
    for (const key in message) {
      if (known !== undefined && !known.has(key))
        return new Problem(
          'unknown-key',
          [list, index, key],
          'expected only keys that OpenAI accepts for this role, found another; remove it',
        );
      if (keysOfMessages.has(key)) continue;
      const lost = lostKey(key, message[key], [list, index]);
      if (lost !== undefined) return lost;
    }
  }
  if (left >= 0) return undefined;
  return new Problem(
    'invalid-shape',
    [list],
    `expected at most ${maximumListed} messages and tool calls, found more; write one conversation a line`,
  );
}

function lostKey(key: string, value: unknown, path: Path): Problem | undefined {
  if (!(path.length === 0 ? lostOfRecords : lostOfMessages).has(key) && !legacy.has(key)) return undefined;
  if (isMissing(value) || (Array.isArray(value) && value.length === 0) || (isRecord(value) && Object.keys(value).length === 0))
    return undefined;
  if (legacy.has(key))
    return new Problem('legacy-functions', [...path, key], 'expected tools and tool_calls, found the form before them; convert the calls');
  return new Problem(
    'unsupported-content',
    [...path, key],
    'expected text in content only, found a field that training would lose; remove it or leave the example out',
  );
}
