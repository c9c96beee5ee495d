/** The questions, answered by keys as a terminal sends them. */

import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askChoices, askDataFile, type Terminal } from '../../../../apps/cli/init/ask.js';

const enter = '\r';
const down = '\u001B[B';

describe('the questions of slipway init', () => {
  it('suggest a name, the tiny model and a trial', async () => {
    const screen = aScreen([enter, enter, enter]);
    expect(await askChoices({}, 'tickets', screen.terminal)).toEqual({ model: 'tickets', baseModel: 'tiny', trial: true });
    expect(screen.text()).toMatch(/What is the model called\?[^]*Which model is fine-tuned\?[^]*How long is a release watched\?/);
  });

  it('ask nothing that a flag has answered', async () => {
    const screen = aScreen([]);
    const given = { model: 'triage', baseModel: 'models/x', trial: false };
    expect(await askChoices(given, 'tickets', screen.terminal)).toEqual(given);
    expect(screen.text()).toBe('');
    expect(await askChoices({ model: 'triage', baseModel: 'tiny' }, undefined, aScreen([down, enter]).terminal)).toMatchObject({
      trial: false,
    });
  });

  it('take a folder, and ask again for one that is not there', async () => {
    const screen = aScreen([down, enter, '/nowhere/at/all', enter, '\u0015', '/', enter]);
    expect(await askChoices({ model: 'triage', trial: true }, undefined, screen.terminal)).toMatchObject({ baseModel: '/' });
    expect(screen.text()).toContain('There is no such folder.');
  });

  it('take a name that models can have', async () => {
    const screen = aScreen(['Über', enter, '\u0015', 'uber', enter]);
    expect(await askChoices({ baseModel: 'tiny', trial: true }, undefined, screen.terminal)).toMatchObject({ model: 'uber' });
    expect(screen.text()).toContain('Lower-case letters, digits and dashes');
  });

  it('end with nothing written at Ctrl-C', async () => {
    await expect(askDataFile(aScreen(['\u0003']).terminal)).rejects.toMatchObject({ explanation: { why: 'nothing was written' } });
  });
});

/** Sends each key once the prompt has drawn what came before. */
function aScreen(keys: readonly string[]): { readonly terminal: Terminal; text(): string } {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let drawn = '';
  const left = [...keys];
  output.on('data', (chunk: Buffer) => {
    drawn += chunk.toString();
    setImmediate(() => {
      const key = left.shift();
      if (key !== undefined) input.write(key);
    });
  });
  return { terminal: { input, output }, text: () => drawn };
}
