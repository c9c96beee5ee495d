import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOf, inspectModelFolder } from '../../../apps/cli/model-folder.js';
import { sha256OfFolder } from '../../../gguf/digest.js';
import { aFolder } from '../../support/set-up.js';
import { silent } from './init/harness.js';
import { aModelFolder, someWeights } from './model-folders.js';

describe('the folder of a base model', () => {
  it('tells how much the model reads at once, where its config says so', async () => {
    expect(await inspectModelFolder(await aModelFolder({ max_position_embeddings: 512 }))).toMatchObject({ maximumTokens: 512 });
    expect(await inspectModelFolder(await aModelFolder())).toMatchObject({ maximumTokens: null });
  });

  it('may have its weights in parts and its tokenizer in two files', async () => {
    const index = JSON.stringify({ weight_map: { a: 'model-1.safetensors', b: 'model-2.safetensors' } });
    const part = someWeights;
    const parts = {
      'model.safetensors': null,
      'model-1.safetensors': part,
      'model-2.safetensors': part,
      'model.safetensors.index.json': index,
    };
    expect(
      await inspectModelFolder(await aModelFolder({}, { ...parts, 'tokenizer.json': null, 'vocab.json': '{}', 'merges.txt': '' })),
    ).toHaveProperty('folder');
    const halfway = await aModelFolder({}, { ...parts, 'model-2.safetensors': null });
    expect(await inspectModelFolder(halfway)).toMatchObject({
      why: 'model-2.safetensors is missing, which the index of the weights names',
    });
  });

  it.each([
    {
      of: 'only GGUF',
      files: { 'model.safetensors': null, 'model.gguf': 'GGUF' },
      why: /cannot be fine-tuned/,
      next: /safetensors of the same model/,
    },
    {
      of: 'only pickles',
      files: { 'model.safetensors': null, 'pytorch_model.bin': 'x' },
      why: /run code when they are read/,
      next: /safe_serialization=True/,
    },
    { of: 'no weights', files: { 'model.safetensors': null }, why: /no \*\.safetensors/, next: /the folder that holds config\.json/ },
    { of: 'no config', files: { 'config.json': null }, why: /config\.json is missing/, next: /the folder that holds config\.json/ },
    { of: 'no tokenizer', files: { 'tokenizer.json': null }, why: /no tokenizer/, next: /tokenizer as well/ },
    { of: 'a pointer of Git LFS', files: { 'model.safetensors': 'version 1' }, why: /only 9 bytes/, next: /git lfs pull/ },
    { of: 'a config that is none', files: { 'config.json': '<html>' }, why: /no JSON of a model/, next: /fetch the model again/ },
  ])('is refused with what to do: $of', async ({ files, why, next }) => {
    const refused = {
      what: expect.stringMatching(/: expected the folder of a base model$/) as string,
      why: expect.stringMatching(why) as string,
    };
    expect(await inspectModelFolder(await aModelFolder({}, files))).toMatchObject({
      ...refused,
      next: expect.stringMatching(next) as string,
    });
  });

  it('is refused with every file that may run code, and with what to do about each', async () => {
    const folder = await aModelFolder({}, { 'training_args.bin': 'PK', 'modeling_own.py': 'import os' });
    expect(await inspectModelFolder(folder)).toMatchObject({
      why: 'modeling_own.py is code\ntraining_args.bin is a pickle, which runs code when it is read',
      next: expect.stringMatching(/needs no code of its own: delete it; trainers leave it behind/) as string,
    });
  });

  it('is refused where it is not there, is a file, or is made of links', async () => {
    const folder = await aFolder();
    expect(await inspectModelFolder(join(folder, 'nowhere'))).toMatchObject({ why: 'there is no such folder' });
    await writeFile(join(folder, 'model.gguf'), 'GGUF');
    expect(await inspectModelFolder(join(folder, 'model.gguf'))).toMatchObject({ why: expect.stringMatching(/GGUF/) as string });
    const linked = await aModelFolder({}, { 'config.json': null });
    await symlink(join(folder, 'model.gguf'), join(linked, 'config.json'));
    expect(await inspectModelFolder(linked)).toMatchObject({ next: expect.stringContaining(`cp -RL ${linked}`) as string });
  });

  it('has the digest that a run compares with', async () => {
    const folder = await aModelFolder();
    expect(await digestOf(folder, silent)).toBe(await sha256OfFolder(folder));
  });
});
