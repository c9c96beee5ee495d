import { describe, expect, it } from 'vitest';
import { exitCodeOf, UsageError } from '../../../apps/cli/exit.js';
import { requireModelName, unknownModel } from '../../../apps/cli/known-models.js';
import { portOf } from '../../../apps/cli/port.js';
import { UnreachableError } from '../../../client/connection.js';
import { EnvironmentError } from '../../../configs/env.js';
import { SpecError } from '../../../configs/load.js';

const none = { what: 'a thing is not there', why: 'nobody made it', next: 'make it' };

describe('the model that a command is given', () => {
  it.each(['../support-triage', 'Support', '', 'a'.repeat(41), 'a b', 'x/y'])('is refused when it can be none: %j', (model) => {
    expect(() => requireModelName(model)).toThrow(
      `model: expected lower-case letters, digits and dashes, at most 40, got ${JSON.stringify(model)}; `,
    );
  });

  it.each([
    ['suport-triage', ['billing', 'support-triage'], /, no pipeline file in \/configs, .*; did you mean support-triage\?$/],
    [
      'weather',
      ['billing', 'support-triage'],
      /, no pipeline file in \/configs, .*; known are billing, support-triage; make .* slipway init$/,
    ],
    ['weather', [], /, no pipeline file in \/configs, and nothing in the registry; make a pipeline file with: slipway init$/],
    ['weather', undefined, /, no pipeline file \(\/configs cannot be read here; SLIPWAY_CONFIGS names it\), /],
  ])('is unknown as %s among %j, in words that help', (model, files, message) => {
    expect(unknownModel(model, { folder: '/configs', files }).message).toMatch(message);
  });
});

describe('a port', () => {
  it.each(['', ' 80', '-1', '65536', '1e3', '0x50', '80.5', 'http'])('is refused as %j, with the option and what was expected', (text) => {
    expect(() => portOf('--port', text)).toThrow(`--port: expected a port from 0 (any) to 65535, got ${JSON.stringify(text)}; `);
  });

  it.each([
    ['0', 0],
    ['65535', 65_535],
  ])('is taken as %s', (text, port) => {
    expect(portOf('--port', text)).toBe(port);
  });
});

describe('the exit code', () => {
  it.each([
    [3, 'no server answers', new UnreachableError(none)],
    [2, 'the person asked for what cannot be', new UsageError(none)],
    [2, 'the pipeline file has mistakes', new SpecError('a.yaml', [{ problem: 'model: wrong', line: 1 }])],
    [2, 'a variable of the environment is wrong', new EnvironmentError(['SLIPWAY_THREADS: wrong'])],
    [1, 'anything else failed', new Error('no')],
    [1, 'something was thrown that is no error', 'no'],
  ])('is %i when %s', (code, _, error) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});
