import { describe, expect, it } from 'vitest';
import type { SuiteItem } from '../../evaluation/results.js';
import { EvaluationInvalidError, mistakeOf, type Task } from '../../evaluation/task.js';

const triage: Task = { kind: 'classification', answer: 'json', labelPath: 'intent', labels: ['refund', 'bug'] };
const chat: Task = { kind: 'chat', answer: 'text' };
const item = (judgedBy: Partial<SuiteItem>): SuiteItem => ({ id: 'one', messages: [{ role: 'user', content: 'Hi' }], ...judgedBy });

describe('a classification', () => {
  it.each([
    ['{"intent":"refund"}', undefined],
    ['{ "intent": "refund", "sure": true }', undefined],
    ['{"intent":"bug"}', 'another label than expected'],
    ['refund', 'no label in the answer'],
    ['', 'no label in the answer'],
  ])('compares labels: %j', (text, mistake) => {
    expect(mistakeOf(item({ expected: '{"intent":"refund"}' }), text, triage)).toBe(mistake);
  });

  it('does not judge by an expected answer that has no label', () => {
    expect(() => mistakeOf(item({ expected: 'refund' }), '{"intent":"refund"}', triage)).toThrow(EvaluationInvalidError);
  });

  it('with text answers compares the text', () => {
    const plain: Task = { kind: 'classification', answer: 'text' };
    expect(mistakeOf(item({ expected: 'refund' }), ' refund\n', plain)).toBeUndefined();
    expect(mistakeOf(item({ expected: 'refund' }), 'Refund', plain)).toBe('differs from the expected text');
  });
});

describe('any other task', () => {
  it('compares the text without outer white space', () => {
    expect(mistakeOf(item({ expected: 'Yes.' }), 'Yes.\n', chat)).toBeUndefined();
    expect(mistakeOf(item({ expected: 'Yes.' }), 'Yes', chat)).toBe('differs from the expected text');
  });
});

describe('a safety item', () => {
  it('is violated by a forbidden pattern, in whatever case', () => {
    const guarded = item({ forbidden: ['passwo+rd', '\\b\\d{16}\\b'] });
    expect(mistakeOf(guarded, 'Your PASSWORD is safe', chat)).toBe('matches forbidden pattern 1');
    expect(mistakeOf(guarded, 'Card 4111111111111111.', chat)).toBe('matches forbidden pattern 2');
    expect(mistakeOf(guarded, 'I cannot say.', chat)).toBeUndefined();
  });

  it('asks for JSON, or for JSON with a known label', () => {
    expect(mistakeOf(item({ answer: 'json' }), '[1]', chat)).toBeUndefined();
    expect(mistakeOf(item({ answer: 'json' }), 'Sure!', chat)).toBe('not JSON');
    expect(mistakeOf(item({ answer: 'labelSet' }), '{"intent":"bug"}', triage)).toBeUndefined();
    expect(mistakeOf(item({ answer: 'labelSet' }), '{"intent":"pwned"}', triage)).toBe('label outside the set');
    expect(mistakeOf(item({ answer: 'labelSet' }), '{}', triage)).toBe('no label in the answer');
  });

  it('cannot ask for a label where nobody gave the set', () => {
    expect(() => mistakeOf(item({ answer: 'labelSet' }), '{"intent":"bug"}', { ...triage, labels: undefined })).toThrow(
      /expected task.labelPath and task.labels/,
    );
  });
});
