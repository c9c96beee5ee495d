/** Records of each schema that are JSON, but no example: one code and place for each. */

import { describe, expect, it } from 'vitest';
import { assistant, outcomeOf, parsed, system, user } from './a-line.js';

describe('a broken record of each schema', () => {
  it.each<readonly [record: object, outcome: string]>([
    [{ conversations: [{ from: 'human' }, { from: 'gpt', value: 'x' }] }, 'missing-content /conversations/0/value'],
    [{ conversations: [{ from: 'alien', value: 'x' }] }, 'unknown-role /conversations/0/from'],
    [{ conversations: [{ value: 'x' }] }, 'invalid-shape /conversations/0/from'],
    [
      {
        conversations: [
          { from: 'human', value: 'x' },
          { from: 'gpt', value: '' },
        ],
      },
      'empty-answer /conversations/1/value',
    ],
    [
      {
        conversations: [
          { from: 'human', value: 'x' },
          { from: 'observation', value: 'y' },
        ],
      },
      'orphan-tool-result /conversations/1',
    ],
    [
      {
        conversations: [
          { from: 'human', value: 'x' },
          { from: 'function_call', value: 'find it' },
        ],
      },
      'arguments-not-json /conversations/1/value',
    ],
    [
      {
        conversations: [
          { from: 'human', value: 'x' },
          { from: 'function_call', value: '{"name":"f"}' },
        ],
      },
      'arguments-not-json /conversations/1/value',
    ],
    [
      {
        conversations: [
          { from: 'human', value: 'x' },
          { from: 'function_call', value: '{"arguments":{}}' },
        ],
      },
      'invalid-shape /conversations/1/value',
    ],
    [
      {
        conversations: [
          { from: 'human', value: 'x' },
          { from: 'function_call', value: '[]' },
        ],
      },
      'missing-content /conversations/1/value',
    ],
    [
      {
        conversations: [
          { from: 'human', value: 'x' },
          { from: 'function_call', value: '{"name":"f","arguments":{}}' },
          { from: 'gpt', value: 'y' },
        ],
      },
      'unanswered-tool-call /conversations/1/value',
    ],
    [{ prompt: 'x' }, 'invalid-shape /completion'],
    [{ prompt: 'x', completion: 5 }, 'invalid-shape /completion'],
    [{ prompt: [user], completion: 'x' }, 'invalid-shape /completion'],
    [{ prompt: '', completion: 'x' }, 'empty-content /prompt'],
    [{ prompt: [user], completion: [user] }, 'no-assistant-answer /completion/0'],
    [{ prompt: [system, user], completion: [{ role: 'assistant', content: '' }] }, 'empty-answer /completion/0/content'],
    [{ prompt: [], completion: [] }, 'no-messages /prompt'],
    [{ input: 'x' }, 'invalid-shape /output'],
    [{ input: 'x', output: { intent: 'y' } }, 'invalid-shape /output'],
    [{ instruction: 'x', output: '' }, 'empty-answer /output'],
    [{ instruction: '', input: '', output: 'x' }, 'empty-content /instruction'],
    [{ instruction: 'x', output: 'y', history: [['a', 'b']] }, 'unsupported-content /history'],
    [{ text: '' }, 'empty-answer /text'],
    [{ text: 'x', label: '' }, 'empty-answer /label'],
    [{ text: 'x', label: ['y'] }, 'invalid-shape /label'],
    [{ text: ['x'] }, 'invalid-shape /text'],
    [{ messages: null }, 'invalid-shape /messages'],
    [{ system: 'x', messages: [system, user, assistant] }, 'misplaced-system /system'],
    [{ system: 5, messages: [user, assistant] }, 'invalid-shape /system'],
    [{ instruction: 'x', output: 'y', text: 'x y' }, 'ambiguous-schema'],
  ])('%j', (record, outcome) => {
    expect(outcomeOf(parsed(record))).toBe(outcome);
  });
});
