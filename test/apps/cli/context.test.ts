import { describe, expect, it } from 'vitest';
import { requireModel } from '../../../apps/cli/context.js';
import { exitCodeOf, UsageError } from '../../../apps/cli/exit.js';
import { UnreachableError } from '../../../client/connection.js';
import { SpecError } from '../../../configs/load.js';

describe('the model that a command is given', () => {
  it('is taken as it is where it can be one', () => {
    expect(requireModel('support-triage')).toBe('support-triage');
    expect(requireModel('support-triage', ['billing', 'support-triage'])).toBe('support-triage');
  });

  it.each([
    ['../support-triage', [], 'model: expected lower-case letters, digits and dashes, got "../support-triage"'],
    ['Support', ['support'], 'model: expected lower-case letters, digits and dashes, got "Support"'],
    ['suport-triage', ['billing', 'support-triage'], 'model suport-triage: no pipeline file of that name; did you mean support-triage?'],
    ['weather', ['billing', 'support-triage'], 'model weather: no pipeline file of that name; known: billing, support-triage'],
  ])('is refused when it is %s of %j', (model, known, message) => {
    expect(() => requireModel(model, known)).toThrow(new UsageError(message));
  });
});

describe('the exit code', () => {
  it.each([
    [3, 'no server answers', new UnreachableError('none')],
    [2, 'the person asked for what cannot be', new UsageError('no')],
    [2, 'the pipeline file has mistakes', new SpecError('a.yaml', ['model: wrong'])],
    [1, 'anything else failed', new Error('no')],
    [1, 'something was thrown that is no error', 'no'],
  ])('is %i when %s', (code, _, error) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});
