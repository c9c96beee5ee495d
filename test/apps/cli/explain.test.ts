import { describe, expect, it } from 'vitest';
import { explain } from '../../../apps/cli/explain.js';
import { UsageError } from '../../../apps/cli/exit.js';
import { fromWorker, WorkflowAnswerError } from '../../../client/answers.js';
import { ConnectionError, UnreachableError } from '../../../client/connection.js';
import { EnvironmentError } from '../../../configs/env.js';
import { SpecError } from '../../../configs/load.js';
import { DigestMismatchError } from '../../../setup/wheel.js';

const explanation = { what: 'a thing is not there', why: 'nobody made it', next: 'make it' };

describe('what a person is told of an error', () => {
  it.each([
    new UsageError(explanation),
    new UnreachableError(explanation),
    new ConnectionError(explanation),
    new DigestMismatchError(explanation),
  ])('is what $name says, part by part, and its message has all of them', (error) => {
    expect(explain(error)).toEqual(explanation);
    expect(error.message).toBe('a thing is not there, nobody made it; make it');
  });

  it('is every mistake of a pipeline file, a line each, and the command that looks again', () => {
    const error = new SpecError('configs/a.yaml', [
      { problem: 'model: expected a name', line: 2 },
      { problem: 'data: expected an object', line: null },
    ]);
    expect(explain(error)).toEqual({
      what: 'configs/a.yaml: 2 mistakes',
      why: 'configs/a.yaml:2 model: expected a name\ndata: expected an object',
      next: 'correct the file, then: slipway check configs/a.yaml',
    });
  });

  it('is every wrong variable', () => {
    expect(explain(new EnvironmentError(['SLIPWAY_THREADS: expected a number', 'SLIPWAY_STORE: expected a folder']))).toMatchObject({
      what: 'environment: 2 variables are wrong',
      why: 'SLIPWAY_THREADS: expected a number\nSLIPWAY_STORE: expected a folder',
    });
  });

  it('is that a worker is missing, where the server says that time was up', async () => {
    const late = Object.assign(new Error('4 DEADLINE_EXCEEDED'), { code: 4, details: 'deadline', metadata: {} });
    const error: unknown = await fromWorker(() => Promise.reject(late)).catch((reason: unknown) => reason);
    expect(explain(error)).toMatchObject({ what: 'no worker answered', next: 'start one with: slipway up' });
  });

  it('is what an error says of itself', () => {
    const explanation = { what: 'run ft-1 failed', why: 'no space left on the disk', next: 'make room' };
    expect(explain(new WorkflowAnswerError(explanation))).toBe(explanation);
  });

  it.each([
    { of: 'an error that nobody foresaw', error: new TypeError('x is no function'), what: 'x is no function', kind: 'TypeError' },
    { of: 'one of many lines', error: new Error('it ended\nline 1\nline 2'), what: 'it ended', kind: 'Error', rest: '\nline 1\nline 2' },
    { of: 'one without words', error: new RangeError(''), what: 'RangeError', kind: 'RangeError' },
    { of: 'what is no error', error: 'no', what: 'no', kind: 'string' },
  ])('is of $of that it was not expected, and how to find out more', ({ error, what, kind, rest = '' }) => {
    expect(explain(error)).toEqual({
      what,
      why: `this was not expected (${kind})${rest}`,
      next: expect.stringMatching(/slipway doctor.*SLIPWAY_DEBUG=1/) as string,
    });
  });
});
