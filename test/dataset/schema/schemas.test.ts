/** Every schema is read into the same example as its twin in messages. */

import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../domain/canonical-json.js';
import { createParser, detectSchema } from '../../../dataset/schema/parse.js';
import { aCall, aLine, aPolicy, aResult, assistant, calling, findTool, outcomeOf, system, user, whole } from './a-line.js';

const question = user.content;
const answer = assistant.content;
const plain = { messages: [user, assistant] };
const withSystem = { messages: [system, user, assistant] };
const bareFind = findTool.function;

const twins: readonly (readonly [name: string, record: object, twin: object])[] = [
  [
    'conversations of human and gpt',
    {
      conversations: [
        { from: 'human', value: question },
        { from: 'gpt', value: answer },
      ],
    },
    plain,
  ],
  [
    'conversations of user and assistant',
    {
      conversations: [
        { from: 'user', value: question },
        { from: 'assistant', value: answer },
      ],
    },
    plain,
  ],
  ['conversations with role and content', { conversations: [user, assistant] }, plain],
  [
    'conversations with a system turn',
    {
      conversations: [
        { from: 'system', value: system.content },
        { from: 'human', value: question },
        { from: 'gpt', value: answer },
      ],
    },
    withSystem,
  ],
  [
    'conversations with a system text beside',
    {
      system: system.content,
      conversations: [
        { from: 'human', value: question },
        { from: 'gpt', value: answer },
      ],
    },
    withSystem,
  ],
  [
    'conversations with tools as text',
    {
      tools: JSON.stringify([bareFind]),
      conversations: [
        { from: 'human', value: question },
        { from: 'function_call', value: '{"name": "find", "arguments": {"where": "x", "limit": 2}}' },
        { from: 'observation', value: 'Found.' },
        { from: 'function_call', value: '[{"name":"find","arguments":"{\\"where\\":\\"y\\"}"},{"name":"find","arguments":{"where":"z"}}]' },
        { from: 'tool', value: 'Found.' },
        { from: 'observation', value: 'Found.' },
        { from: 'gpt', value: answer },
      ],
    },
    {
      tools: [findTool],
      messages: [
        user,
        calling(aCall('call_1', '{"limit":2,"where":"x"}')),
        aResult('call_1'),
        calling(aCall('call_2', { where: 'y' }), aCall('call_3', '{ "where": "z" }')),
        aResult('call_2'),
        aResult('call_3'),
        assistant,
      ],
    },
  ],
  ['prompt and completion as texts', { prompt: question, completion: answer }, plain],
  ['prompt and completion as lists', { prompt: [system, user], completion: [assistant] }, withSystem],
  ['prompt and completion with system', { system: system.content, prompt: question, completion: answer }, withSystem],
  ['input and output', { input: question, output: answer, metadata: { a: 1 } }, plain],
  ['instruction and output', { instruction: question, output: answer }, plain],
  ['instruction and an empty input', { instruction: question, input: '', output: answer }, plain],
  [
    'instruction, input and output',
    { instruction: 'Add.', input: '1 and 1', output: '2' },
    {
      messages: [
        { role: 'user', content: 'Add.\n\n1 and 1' },
        { role: 'assistant', content: '2' },
      ],
    },
  ],
  ['text and label', { text: question, label: answer }, plain],
  ['text and category', { text: question, category: answer }, plain],
  ['text and intent, class being empty', { text: question, class: null, intent: answer }, plain],
  ['text and a number as label', { text: question, label: 3 }, { messages: [user, { role: 'assistant', content: '3' }] }],
  ['messages with a system text beside', { system: system.content, ...plain }, withSystem],
  ['messages of a developer', { messages: [{ ...system, role: 'developer' }, user, assistant] }, withSystem],
  [
    'content parts',
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Where ' },
            { type: 'text', text: 'is it?' },
          ],
        },
        assistant,
      ],
    },
    plain,
  ],
  [
    'columns without value',
    {
      messages: [
        { ...user, name: null, tool_calls: null },
        { ...assistant, weight: null },
      ],
      tools: null,
      system: '',
    },
    plain,
  ],
];

describe('a record of another form', () => {
  it.each(twins)('%s is the same example as its messages', (_name, record, twin) => {
    const { example } = whole(record);
    expect(example).toEqual(whole(twin).example);
    expect(JSON.stringify(example)).toBe(canonicalJson(example));
  });

  it('keeps names, ids and weights, with sorted keys', () => {
    const { example } = whole({
      tools: [
        { function: { strict: true, parameters: { type: 'object', properties: { b: {}, a: {} } }, name: 'find', description: 'Finds.' } },
      ],
      messages: [
        { role: 'user', content: 'a', name: 'ann' },
        { weight: 0, ...calling(aCall('x', '{"b":1,"a":[]}')) },
        aResult('x'),
        { ...assistant, weight: 1 },
      ],
    });
    expect(JSON.stringify(example)).toBe(
      '{"messages":[{"content":"a","name":"ann","role":"user"},' +
        '{"content":null,"role":"assistant","tool_calls":[{"function":{"arguments":"{\\"a\\":[],\\"b\\":1}","name":"find"},"id":"x","type":"function"}],"weight":0},' +
        '{"content":"Found.","role":"tool","tool_call_id":"x"},{"content":"Here.","role":"assistant","weight":1}],' +
        '"tools":[{"function":{"description":"Finds.","name":"find","parameters":{"properties":{"a":{},"b":{}},"type":"object"},"strict":true},"type":"function"}]}',
    );
  });

  it('is an answer alone where a text has no label', () => {
    expect(whole({ text: 'Once upon a time.' }).example).toEqual({ messages: [{ content: 'Once upon a time.', role: 'assistant' }] });
  });
});

describe('the schema of a file', () => {
  const prompt = aLine({ prompt: 'a', completion: 'b' });
  const messages = aLine(plain);

  it('is fixed by the first whole example', () => {
    const parser = createParser(aPolicy(), null);
    expect(outcomeOf(parser.parse(aLine({ messages: [] })))).toBe('no-messages /messages');
    expect(parser.schema).toBeNull();
    expect(outcomeOf(parser.parse(prompt))).toBe('accepted');
    expect(parser.schema).toBe('prompt-completion');
    expect(parser.parse(messages)).toEqual({ kind: 'otherSchema', schema: 'messages' });
    expect(outcomeOf(parser.parse(aLine({ messages: [user] })))).toBe('no-assistant-answer /messages/0');
  });

  it('may be given', () => {
    const parser = createParser(aPolicy(), 'messages');
    expect(parser.parse(prompt).kind).toBe('otherSchema');
    expect(parser.schema).toBe('messages');
  });

  it('is detected in lines', () => {
    expect(detectSchema([aLine(''), aLine('{'), prompt, messages])).toBe('prompt-completion');
    expect(detectSchema([aLine({ foo: 1 })])).toBeNull();
    expect(detectSchema([])).toBeNull();
  });
});
