/** One record per rule of chat, with what each profile says of it. */

import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../dataset/policy.js';
import { aCall, aResult, assistant, calling, findTool, outcomeOf, parsed, system, user, whole } from './a-line.js';

const where = '{"where":"x"}';

interface Verdicts {
  readonly generic: string;
  /** As generic, where not given. */
  readonly openai?: string;
  readonly together?: string;
}

const chat = (...messages: readonly object[]): object => ({ messages });

const zoo: readonly (readonly [rule: string, record: object, verdicts: Verdicts])[] = [
  ['a question and an answer', chat(user, assistant), { generic: 'accepted' }],
  ['a system message first', chat(system, user, assistant), { generic: 'accepted' }],
  ['a system message later', chat(user, system, assistant), { generic: 'accepted', together: 'misplaced-system /messages/1' }],
  ['two system messages', chat(system, system, user, assistant), { generic: 'accepted', together: 'misplaced-system /messages/1' }],
  ['a developer message', chat({ role: 'developer', content: 'x' }, user, assistant), { generic: 'accepted' }],
  ['no messages', chat(), { generic: 'no-messages /messages' }],
  ['messages that are no list', { messages: {} }, { generic: 'invalid-shape /messages' }],
  ['a message that is text', { messages: ['hello'] }, { generic: 'invalid-shape /messages/0' }],
  ['a message without role', chat({ content: 'x' }, assistant), { generic: 'invalid-shape /messages/0/role' }],
  ['an unknown role', chat({ role: 'bot', content: 'x' }, assistant), { generic: 'unknown-role /messages/0/role' }],
  ['a role that objects inherit', chat({ role: 'toString', content: 'x' }), { generic: 'unknown-role /messages/0/role' }],
  ['a role of ShareGPT', chat({ role: 'human', content: 'x' }, assistant), { generic: 'unknown-role /messages/0/role' }],
  ['no question', chat(system, assistant), { generic: 'no-user-message /messages' }],
  ['no answer', chat(system, user), { generic: 'no-assistant-answer /messages/1' }],
  ['an answer that is not last', chat(user, assistant, user), { generic: 'no-assistant-answer /messages/2' }],
  ['an empty answer', chat(user, { role: 'assistant', content: ' \n' }), { generic: 'empty-answer /messages/1/content' }],
  ['an answer of no-break spaces', chat(user, { role: 'assistant', content: '\u00A0' }), { generic: 'empty-answer /messages/1/content' }],
  ['an empty question', chat({ role: 'user', content: '' }, assistant), { generic: 'empty-content /messages/0/content' }],
  ['an empty system message', chat({ role: 'system', content: '' }, user, assistant), { generic: 'empty-content /messages/0/content' }],
  ['no content and no call', chat(user, { role: 'assistant', content: null }), { generic: 'missing-content /messages/1/content' }],
  ['no content of a user', chat({ role: 'user' }, assistant), { generic: 'missing-content /messages/0/content' }],
  ['content that is a number', chat({ role: 'user', content: 5 }, assistant), { generic: 'invalid-shape /messages/0/content' }],
  ['two questions in a row', chat(user, user, assistant), { generic: 'accepted', together: 'consecutive-roles /messages/1' }],
  ['two answers in a row', chat(user, assistant, assistant), { generic: 'accepted', together: 'consecutive-roles /messages/2' }],
  ['parts of text', chat({ role: 'user', content: [{ type: 'text', text: 'a' }] }, assistant), { generic: 'accepted' }],
  ['an empty list of parts', chat({ role: 'user', content: [] }, assistant), { generic: 'empty-content /messages/0/content' }],
  [
    'an image',
    chat(
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'image_url', image_url: { url: 'x' } },
        ],
      },
      assistant,
    ),
    { generic: 'unsupported-content /messages/0/content/1' },
  ],
  [
    'audio',
    chat({ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }, assistant),
    { generic: 'unsupported-content /messages/0/content/0' },
  ],
  ['a part that is text', chat({ role: 'user', content: ['a'] }, assistant), { generic: 'invalid-shape /messages/0/content/0' }],
  ['an image beside', { ...chat(user, assistant), image: 'x.jpg' }, { generic: 'unsupported-content /image' }],
  ['weights', chat(user, { ...assistant, weight: 0 }, user, { ...assistant, weight: 1 }), { generic: 'accepted' }],
  ['a weight of 2', chat(user, { ...assistant, weight: 2 }), { generic: 'invalid-weight /messages/1/weight' }],
  ['a weight that is true', chat(user, { ...assistant, weight: true }), { generic: 'invalid-weight /messages/1/weight' }],
  ['all weights 0', chat(user, { ...assistant, weight: 0 }), { generic: 'nothing-to-train-on /messages/1' }],
  ['a weight of a question', chat({ ...user, weight: 0 }, assistant), { generic: 'accepted', openai: 'unknown-key /messages/0/weight' }],
  ['a refusal', chat(user, { ...assistant, refusal: 'No.' }), { generic: 'unsupported-content /messages/1/refusal' }],
  [
    'reasoning beside',
    { ...chat(user, assistant), reasoning: 'Hm.' },
    { generic: 'accepted', openai: 'unknown-key /reasoning', together: 'unknown-key /reasoning' },
  ],
  ['no refusal', chat(user, { ...assistant, refusal: null }), { generic: 'accepted' }],
  [
    'reasoning',
    chat(user, { ...assistant, reasoning_content: 'Hm.' }),
    { generic: 'unsupported-content /messages/1/reasoning_content', openai: 'unknown-key /messages/1/reasoning_content' },
  ],
  ['another key of a message', chat({ ...user, at: 5 }, assistant), { generic: 'accepted', openai: 'unknown-key /messages/0/at' }],
  [
    'another key beside',
    { ...chat(user, assistant), source: 'web' },
    { generic: 'accepted', openai: 'unknown-key /source', together: 'unknown-key /source' },
  ],
  [
    'parallel_tool_calls',
    { ...chat(user, assistant), parallel_tool_calls: false },
    { generic: 'accepted', together: 'unknown-key /parallel_tool_calls' },
  ],
  ['functions', { ...chat(user, assistant), functions: [{ name: 'f' }] }, { generic: 'legacy-functions /functions' }],
  [
    'function_call',
    chat(user, { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } }),
    { generic: 'legacy-functions /messages/1/function_call' },
  ],
  ['the role function', chat(user, { role: 'function', name: 'f', content: 'x' }), { generic: 'legacy-functions /messages/1/role' }],
  [
    'a call that is the answer',
    chat(user, calling(aCall('1'))),
    { generic: 'accepted', together: 'unsupported-content /messages/1/tool_calls/0' },
  ],
  [
    'a call and its result',
    chat(user, calling(aCall('1'), aCall('2')), aResult('2'), aResult('1'), assistant),
    { generic: 'accepted', together: 'unsupported-content /messages/1/tool_calls/0' },
  ],
  ['a call without id', chat(user, calling(aCall(undefined))), { generic: 'tool-call-without-id /messages/1/tool_calls/0/id' }],
  [
    'one id twice in a message',
    chat(user, calling(aCall('1'), aCall('1')), aResult('1'), assistant),
    { generic: 'duplicate-tool-call-id /messages/1/tool_calls/1' },
  ],
  [
    'one id twice in an example',
    chat(user, calling(aCall('1')), aResult('1'), calling(aCall('1')), aResult('1'), assistant),
    { generic: 'duplicate-tool-call-id /messages/3/tool_calls/0' },
  ],
  ['a result of no call', chat(user, aResult('1'), assistant), { generic: 'orphan-tool-result /messages/1' }],
  ['a result of another call', chat(user, calling(aCall('1')), aResult('2'), assistant), { generic: 'orphan-tool-result /messages/2' }],
  [
    'a second result',
    chat(user, calling(aCall('1')), aResult('1'), aResult('1'), assistant),
    { generic: 'orphan-tool-result /messages/3' },
  ],
  ['a result without id', chat(user, calling(aCall('1')), aResult(undefined), assistant), { generic: 'orphan-tool-result /messages/2' }],
  ['an unanswered call', chat(user, calling(aCall('1')), user, assistant), { generic: 'unanswered-tool-call /messages/1/tool_calls/0' }],
  [
    'one of two calls unanswered',
    chat(user, calling(aCall('1'), aCall('2')), aResult('1'), assistant),
    { generic: 'unanswered-tool-call /messages/1/tool_calls/1' },
  ],
  ['a result at the end', chat(user, calling(aCall('1')), aResult('1')), { generic: 'no-assistant-answer /messages/2' }],
  [
    'calls of a user',
    chat({ ...user, tool_calls: [aCall('1')] }, assistant),
    { generic: 'invalid-shape /messages/0/tool_calls', openai: 'unknown-key /messages/0/tool_calls' },
  ],
  [
    'arguments that are text',
    chat(user, calling(aCall('1', 'where'))),
    { generic: 'arguments-not-json /messages/1/tool_calls/0/function/arguments' },
  ],
  [
    'no arguments',
    chat(user, calling(aCall('1', undefined), { id: '2', function: { name: 'f' } })),
    { generic: 'arguments-not-json /messages/1/tool_calls/1/function/arguments' },
  ],
  [
    'arguments with a rounded integer',
    chat(user, calling(aCall('1', '{"id":12345678901234567890}'))),
    { generic: 'arguments-not-json /messages/1/tool_calls/0/function/arguments' },
  ],
  [
    'arguments with a key twice',
    chat(user, calling(aCall('1', '{"a":1,"a":2}'))),
    { generic: 'arguments-not-json /messages/1/tool_calls/0/function/arguments' },
  ],
  [
    'arguments 100,000 deep',
    chat(user, calling(aCall('1', `{"a":${'['.repeat(100_000)}`))),
    { generic: 'arguments-not-json /messages/1/tool_calls/0/function/arguments' },
  ],
  [
    'arguments that are a list',
    chat(user, calling(aCall('1', '[1]'))),
    { generic: 'arguments-not-object /messages/1/tool_calls/0/function/arguments' },
  ],
  [
    'another type of call',
    chat(user, calling({ ...aCall('1'), type: 'custom' })),
    { generic: 'invalid-shape /messages/1/tool_calls/0/type' },
  ],
  [
    'a call without name',
    chat(user, calling({ id: '1', function: { arguments: '{}' } })),
    { generic: 'invalid-shape /messages/1/tool_calls/0/function/name' },
  ],
  [
    'arguments that match',
    { ...chat(user, calling(aCall('1', where))), tools: [findTool] },
    { generic: 'accepted', together: 'unknown-key /tools' },
  ],
  [
    'arguments that do not match',
    { ...chat(user, calling(aCall('1', '{"where":5}'))), tools: [findTool] },
    { generic: 'arguments-mismatch /messages/1/tool_calls/0/function/arguments', together: 'unknown-key /tools' },
  ],
  [
    'an undeclared tool',
    { ...chat(user, calling(aCall('1', where, 'lose'))), tools: [findTool] },
    { generic: 'undeclared-tool /messages/1/tool_calls/0/function/name', together: 'unknown-key /tools' },
  ],
  ['prompt beside messages', { ...chat(user, assistant), prompt: 'x' }, { generic: 'ambiguous-schema' }],
  [
    'an empty column beside messages',
    { ...chat(user, assistant), prompt: null },
    { generic: 'accepted', openai: 'unknown-key /prompt', together: 'unknown-key /prompt' },
  ],
  ['a preference pair', { prompt: 'x', chosen: 'y', rejected: 'z' }, { generic: 'preference-pair' }],
  ['question and answer', { question: 'x', answer: 'y' }, { generic: 'unknown-schema' }],
  ['no known key', { foo: 1 }, { generic: 'unknown-schema' }],
];

describe.each<Profile>(['generic', 'openai', 'together'])('the zoo of chat rules, profile %s', (profile) => {
  it.each(zoo)('%s', (_rule, record, verdicts) => {
    expect(outcomeOf(parsed(record, { profile }))).toBe(verdicts[profile] ?? verdicts.generic);
  });
});

describe('plain chat', () => {
  const plain = { plainChat: true };

  it.each([
    ['system, user and assistant', chat(system, user, assistant), 'accepted'],
    ['a weight of 0 before the last answer', chat(user, { ...assistant, weight: 0 }, user, assistant), 'accepted'],
    ['a weight of 0 of the last answer', chat(user, assistant, user, { ...assistant, weight: 0 }), 'not-plain-chat /messages/3'],
    ['declared tools', { ...chat(user, assistant), tools: [findTool] }, 'not-plain-chat /tools'],
    ['a tool call', chat(user, calling(aCall('1')), aResult('1'), assistant), 'not-plain-chat /messages/1'],
    ['a bare text', { text: 'Once upon a time.' }, 'not-plain-chat /text'],
    ['a text with a label', { text: 'Where is it?', label: 'lost' }, 'accepted'],
  ])('%s', (_name, record, outcome) => {
    expect(outcomeOf(parsed(record, plain))).toBe(outcome);
  });
});

describe('keys that the policy names', () => {
  it('are allowed beside a provider’s, because they are never sent', () => {
    const record = { ...chat(user, assistant), thread: 'a', createdAt: '2026-01-01' };
    const heldOut = { percent: 10, timeKey: 'createdAt', groupBy: 'thread' };
    expect(outcomeOf(parsed(record, { profile: 'openai', heldOut }))).toBe('unknown-key /createdAt');
    expect(whole(record, { profile: 'openai', heldOut: { ...heldOut, after: '2026-06-01' } }).about.group).toBe('a');
  });
});
