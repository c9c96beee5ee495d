/** A command that was typed for the wrong client, which would look into a store where the model has no record. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { namesOf } from '../../../apps/cli/completion-names.js';
import { UsageError } from '../../../apps/cli/exit.js';
import { requireModel } from '../../../apps/cli/known-models.js';
import { loadModelSpec, modelsIn } from '../../../configs/load.js';
import { required } from '../../configs/harness.js';
import { aFolder } from '../../support/set-up.js';

const models = ['acme.triage', 'globex.triage', 'triage'];
let configs = '';

beforeEach(async () => {
  const folder = await aFolder();
  configs = join(folder, 'configs');
  await mkdir(configs);
  for (const model of models) await writeFile(join(configs, `${model}.yaml`), required.replace('support-triage', model));
  vi.stubEnv('SLIPWAY_CONFIGS', configs);
  vi.stubEnv('SLIPWAY_STORE', join(folder, 'store'));
  vi.stubEnv('SLIPWAY_HOME', join(folder, 'home'));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a model of a client', () => {
  it('has a pipeline file of its name, beside those of others', async () => {
    expect(await modelsIn(configs)).toEqual(models);
    expect((await loadModelSpec(configs, 'acme.triage')).spec.model).toBe('acme.triage');
  });

  it('is known to commands for its client', async () => {
    vi.stubEnv('SLIPWAY_CLIENT', 'acme');
    expect(await requireModel('acme.triage')).toMatchObject({ hasFile: true });
    expect(await namesOf('model', undefined)).toEqual(['acme.triage']);
  });

  it.each([
    { client: 'acme', model: 'globex.triage', what: 'globex.triage is a model of the client globex', next: 'set SLIPWAY_CLIENT=globex' },
    { client: 'acme', model: 'triage', what: 'triage is a model of no client', next: 'unset SLIPWAY_CLIENT, or name a model of acme' },
    { client: undefined, model: 'acme.triage', what: 'acme.triage is a model of the client acme', next: 'set SLIPWAY_CLIENT=acme' },
  ])('is refused with what to set where SLIPWAY_CLIENT is $client: $model', async ({ client, model, what, next }) => {
    vi.stubEnv('SLIPWAY_CLIENT', client);
    const error: unknown = await requireModel(model).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ explanation: { what, next: expect.stringContaining(next) as string } });
  });

  it('is offered to nobody who works for no client', async () => {
    expect(await namesOf('model', undefined)).toEqual(['triage']);
  });
});
