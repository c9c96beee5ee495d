import { describe, expect, it } from 'vitest';
import type { AnswerCheck } from '../../../domain/route.js';
import { outcomeOf, validityOf } from '../../../apps/gateway/answer-check.js';
import { answerLimitBytes, createAnswerReader, type Answer } from '../../../apps/gateway/answer-reader.js';
import { aRuntime, chat, countersOf, say, serve, startTestGateway, startUpstream, stream, streamChunk } from './support.js';

const labelSet: AnswerCheck = { kind: 'labelSet', labelPath: 'result.intent', labels: ['billing', 'outage'] };

function readStream(chunks: readonly Buffer[]): Answer {
  const reader = createAnswerReader('text/event-stream; charset=utf-8');
  for (const chunk of chunks) reader.push(chunk);
  return reader.finish();
}

function saying(text: string): Answer {
  return { kind: 'text', text, toolCalls: false };
}

describe('reading an answer', () => {
  it('joins a stream however it is cut into chunks', () => {
    const bytes = Buffer.from(
      `: comment\n\n${streamChunk('{"größe":')}${streamChunk('"✓"}')}data: {"choices":[],"usage":{}}\n\ndata: [DONE]\n\n`,
    );
    for (let size = 1; size < 40; size += 1) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
      expect(readStream(chunks)).toEqual(saying('{"größe":"✓"}'));
    }
  });

  it('gives up on what is longer than its buffer, without keeping it', () => {
    const half = streamChunk('x'.repeat(answerLimitBytes / 2 + 1));
    expect(readStream([Buffer.from(half), Buffer.from(half), Buffer.from('data: [DONE]\n')])).toEqual({ kind: 'tooLong' });
    expect(readStream([Buffer.from(`data: ${'x'.repeat(2 * answerLimitBytes)}`), Buffer.from('\ndata: [DONE]\n')])).toEqual({
      kind: 'tooLong',
    });
    const plain = createAnswerReader('application/json');
    plain.push(Buffer.alloc(answerLimitBytes + 1));
    expect(plain.finish()).toEqual({ kind: 'tooLong' });
  });

  it('takes the call of a tool for an answer', () => {
    const plain = createAnswerReader('application/json');
    plain.push(Buffer.from(JSON.stringify({ choices: [{ message: { content: null, tool_calls: [{}] } }] })));
    const answer = plain.finish();
    expect([outcomeOf(answer), validityOf(answer, [{ kind: 'nonEmpty' }])]).toEqual(['ok', 'valid']);
  });

  it('knows a success that is no chat completion', () => {
    const plain = createAnswerReader('text/html');
    plain.push(Buffer.from('<html>'));
    expect(plain.finish()).toEqual({ kind: 'unreadable' });
  });
});

describe('checking an answer', () => {
  it.each<{ what: string; check: AnswerCheck; text: string; validity: string }>([
    { what: 'any text', check: { kind: 'nonEmpty' }, text: 'hello', validity: 'valid' },
    { what: 'white space', check: { kind: 'nonEmpty' }, text: ' \n', validity: 'invalid' },
    { what: 'JSON', check: { kind: 'json' }, text: ' {"a":1}\n', validity: 'valid' },
    { what: 'JSON null', check: { kind: 'json' }, text: 'null', validity: 'valid' },
    { what: 'broken JSON', check: { kind: 'json' }, text: '{"a":', validity: 'invalid' },
    { what: 'JSON in a fence', check: { kind: 'json' }, text: '```json\n{}\n```', validity: 'invalid' },
    { what: 'a known label', check: labelSet, text: '{"result":{"intent":"billing"}}', validity: 'valid' },
    { what: 'an unknown label', check: labelSet, text: '{"result":{"intent":"bill"}}', validity: 'invalid' },
    { what: 'a label in another place', check: labelSet, text: '{"intent":"billing"}', validity: 'invalid' },
    { what: 'a label that is not text', check: labelSet, text: '{"result":{"intent":["billing"]}}', validity: 'invalid' },
    { what: 'no JSON at all', check: labelSet, text: 'billing', validity: 'invalid' },
  ])('$what is $validity', ({ check, text, validity }) => {
    expect(validityOf(saying(text), [check])).toBe(validity);
  });

  it('is not done without checks, nor on half an answer, nor on one too long', () => {
    expect(validityOf(saying(''), [])).toBe('unchecked');
    for (const kind of ['cut', 'failed', 'tooLong'] as const) expect(validityOf({ kind }, [labelSet])).toBe('unchecked');
    expect(validityOf({ kind: 'unreadable' }, [labelSet])).toBe('invalid');
  });

  it('is failed by one of several checks', () => {
    expect(validityOf(saying('{}'), [{ kind: 'json' }, labelSet])).toBe('invalid');
  });

  it.each([
    ['streamed', stream(['{"result":{"int', 'ent":"billing"}}']), stream(['{"result":', ' oops'])],
    ['plain', say('{"result":{"intent":"billing"}}'), say('{"result": oops')],
  ])('counts %s answers without touching them', async (_, good, bad) => {
    let asked = 0;
    const upstream = await startUpstream((response, request) => (asked++ % 3 === 2 ? bad : good)(response, request));
    const gateway = await startTestGateway(aRuntime({ v1: upstream.address }));
    await serve(gateway.router, { weights: { champion: 100 }, answerChecks: [{ kind: 'json' }, labelSet] });
    for (let request = 0; request < 6; request += 1) expect((await chat(gateway.url)).status).toBe(200);
    await expect.poll(() => countersOf(gateway.router, 'champion')).toMatchObject({ outcomes: { ok: 6 }, checked: 6, invalid: 2 });
  });
});
