import { describe, expect, it } from 'vitest';
import { jsonOf, labelOf } from '../../domain/answer-label.js';

describe('the label of an answer', () => {
  it.each([
    ['{"intent":"refund"}', 'intent', 'refund'],
    [' {"intent": "refund", "more": 1}\n', 'intent', 'refund'],
    ['{"result":{"intent":"bug"}}', 'result.intent', 'bug'],
    ['{"intent":"refund"} thanks', 'intent', undefined],
    ['```json\n{"intent":"refund"}\n```', 'intent', undefined],
    ['{"intent":7}', 'intent', undefined],
    ['{"intent":null}', 'intent.deeper', undefined],
    ['{"other":"refund"}', 'intent', undefined],
    ['{}', 'constructor.name', undefined],
    ['"refund"', 'length', undefined],
    ['', 'intent', undefined],
  ])('of %j at %s is %j', (text, path, label) => {
    expect(labelOf(text, path)).toBe(label);
  });
});

describe('the JSON of an answer', () => {
  it('tells null from nothing', () => {
    expect(jsonOf('null')).toBeNull();
    expect(jsonOf('nul')).toBeUndefined();
  });
});
