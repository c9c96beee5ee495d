import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ArtifactInvalidError } from '../../gguf/artifact-invalid.js';
import { checkModelFolder, problemsOfModelFolder } from '../../gguf/model-folder.js';
import { aGguf } from '../support/gguf-writer.js';
import { goldenBaseDir } from '../support/golden.js';
import { aSafetensors } from '../support/safetensors-writer.js';

const whole = { 'config.json': '{}', 'model.safetensors': aSafetensors(), 'tokenizer.json': '{}', 'README.md': '# A model' };

async function aFolderOf(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-door-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries({ ...whole, ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

const pickle = Buffer.from([0x80, 0x04, 0x95, 0x0a, 0x00]);
const zip = Buffer.from('PK\x03\x04rest', 'latin1');

describe('a folder of safetensors and GGUF', () => {
  it('may come in, with texts and tokenizers beside the weights', async () => {
    const files = { 'model-Q4_K_M.gguf': aGguf({}).bytes, 'tokenizer.model': Buffer.from([0x0a, 0x05]), 'install.sh': '#!/bin/sh' };
    expect(await problemsOfModelFolder(await aFolderOf(files))).toEqual([]);
    expect(await problemsOfModelFolder(goldenBaseDir)).toEqual([]);
    await expect(checkModelFolder(goldenBaseDir)).resolves.toBeUndefined();
  });
});

describe('a folder is refused', () => {
  it.each<[string, string, string | Buffer, RegExp, RegExp]>([
    ['what a trainer leaves behind', 'training_args.bin', zip, /is a pickle/, /no model needs it: delete it/],
    ['the state of an optimizer', 'checkpoint-10/optimizer.pt', zip, /is a pickle/, /no model needs it/],
    ['pickled weights', 'pytorch_model.bin', zip, /may run code/, /safe_serialization=True/],
    ['pickled weights in a folder below', 'original/consolidated.00.PTH', zip, /may run code/, /safetensors/],
    ['weights of Keras', 'weights.h5', 'x', /format that is not served/, /safetensors/],
    ['weights of Flax', 'flax_model.msgpack', 'x', /format that is not served/, /safetensors/],
    ['arrays of NumPy', 'adapter.npz', 'x', /may run code/, /safetensors/],
    ['code', 'modeling_other.py', 'import os', /is code/, /needs no code of its own/],
    ['a pickle by another name', 'model-2.safetensors', pickle, /a pickle.*whatever its name says/, /safetensors/],
    ['an archive of torch by another name', 'model-2.safetensors', zip, /a zip archive, as torch.save writes/, /safetensors/],
    ['a pickle among the texts', 'vocab.txt', pickle, /a pickle/, /safetensors/],
    ['a program', 'tokenizer', Buffer.from('\x7fELF', 'latin1'), /a program/, /./],
    ['an archive', 'more.json', Buffer.concat([Buffer.alloc(257), Buffer.from('ustar')]), /a tar archive/, /./],
    ['a pointer of Git LFS', 'model-2.safetensors', 'version https://git-lfs.github.com/spec/v1\n', /pointer of Git LFS/, /git lfs pull/],
    ['safetensors that are cut short', 'model-2.safetensors', aSafetensors().subarray(0, -1), /is damaged: .* past the end/, /fetch/],
    ['a GGUF that is cut short', 'model.gguf', aGguf({ missingBytes: 1 }).bytes, /is damaged: .* past the end/, /fetch/],
    ['a GGUF that is none', 'model.gguf', 'GGML', /is damaged: expected a file that begins with GGUF/, /fetch/],
  ])('for %s', async (...[, path, content, problem, next]) => {
    expect(await problemsOfModelFolder(await aFolderOf({ [path]: content }))).toEqual([
      { path, problem: expect.stringMatching(problem) as string, next: expect.stringMatching(next) as string },
    ]);
  });

  it('for links, wherever they point', async () => {
    const folder = await aFolderOf({});
    await symlink('/etc/hostname', join(folder, 'outside.json'));
    await symlink('config.json', join(folder, 'inside.json'));
    await symlink('/etc', join(folder, 'below'));
    const problems = await problemsOfModelFolder(folder);
    expect(problems.map(({ path }) => path)).toEqual(['below', 'inside.json', 'outside.json']);
    expect(problems.map(({ problem }) => problem)).toEqual(Array.from({ length: 3 }, () => expect.stringContaining('is a link') as string));
  });

  it('for everything that is wrong with it at once', async () => {
    const folder = await aFolderOf({ 'training_args.bin': zip, 'a.py': '', 'b.safetensors': pickle });
    const refused = checkModelFolder(folder);
    await expect(refused).rejects.toBeInstanceOf(ArtifactInvalidError);
    await expect(refused).rejects.toThrow(/a\.py is code; .* b\.safetensors is a pickle.*; .* training_args\.bin is a pickle.*delete it$/);
  });
});
