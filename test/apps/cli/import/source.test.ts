import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFit, contextBeside, notesOn, wantedContext } from '../../../../apps/cli/import/checks.js';
import { parseModelfile } from '../../../../apps/cli/import/modelfile.js';
import { findSource } from '../../../../apps/cli/import/source.js';
import { UsageError } from '../../../../apps/cli/exit.js';
import { sha256OfFile } from '../../../../gguf/digest.js';
import { aGguf } from '../../../support/gguf-writer.js';
import { aSafetensors } from '../../../support/safetensors-writer.js';
import { aFolder } from '../../../support/set-up.js';
import { aModelFolder } from '../model-folders.js';

const gguf = aGguf({}).bytes;
const adapter = { 'adapter_config.json': '{"peft_type": "LORA"}', 'adapter_model.safetensors': aSafetensors() };

async function filesIn(folder: string, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

const aBundle = async (files: Readonly<Record<string, string | Buffer>>): Promise<string> => filesIn(await aFolder(), files);

describe('what is imported is found out from its files', () => {
  it('a Hugging Face folder', async () => {
    const folder = await aModelFolder({ max_position_embeddings: 512 });
    expect(await findSource(folder)).toEqual({ kind: 'huggingface', folder, madeForTokens: 512 });
  });

  it('a GGUF alone', async () => {
    const path = join(await aBundle({ 'some.gguf': gguf }), 'some.gguf');
    expect(await findSource(path)).toEqual({ kind: 'gguf', path, madeForTokens: 512, modelfile: null, manifest: null });
  });

  it('an exported bundle, one folder down as archives are packed', async () => {
    const folder = await aBundle({ 'bundle/model.gguf': gguf, 'bundle/Modelfile': 'FROM ./model.gguf', 'bundle/install.sh': '#!/bin/sh' });
    expect(await findSource(folder)).toMatchObject({ kind: 'gguf', path: join(folder, 'bundle', 'model.gguf') });
  });

  it('the GGUF that the Modelfile names, else the one that is called model.gguf', async () => {
    const two = { 'model.gguf': gguf, 'other.gguf': gguf };
    const named = await aBundle({ ...two, Modelfile: 'FROM "./other.gguf"\n' });
    expect(await findSource(named)).toMatchObject({ path: join(named, 'other.gguf') });
    const unnamed = await aBundle(two);
    expect(await findSource(unnamed)).toMatchObject({ path: join(unnamed, 'model.gguf') });
  });

  it('a LoRA adapter', async () => {
    const folder = await aBundle({ ...adapter, 'README.md': 'x' });
    expect(await findSource(folder)).toEqual({ kind: 'lora', folder });
  });
});

describe('what cannot be imported is refused with what to do', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, string | Buffer>>, RegExp, RegExp])[] = [
    ['an empty folder', {}, /no \*\.safetensors/, /holds config\.json/],
    ['a pickle in a model', { 'pytorch_model.bin': 'x', 'config.json': '{}' }, /pickle files/, /safe_serialization/],
    ['a pickle beside an adapter', { ...adapter, 'training_args.bin': 'x' }, /training_args\.bin is a pickle/, /delete it/],
    ['a pickle beside a GGUF', { 'model.gguf': gguf, 'optimizer.pt': 'x' }, /optimizer\.pt is a pickle/, /delete it/],
    ['an adapter without weights', { 'adapter_config.json': '{}' }, /adapter_model\.safetensors is missing/, /safe_serialization/],
    ['an adapter of another kind', { ...adapter, 'adapter_config.json': '{"peft_type": "IA3"}' }, /the adapter is IA3/, /merged folder/],
    ['an adapter without a kind', { ...adapter, 'adapter_config.json': '[]' }, /the adapter is of no kind/, /merged folder/],
    [
      'a GGUF beside its source',
      { 'model.gguf': gguf, 'config.json': '{}' },
      /and the model that it was made of/,
      /name the \.gguf itself/,
    ],
    ['a GGUF that is cut short', { 'model.gguf': gguf.subarray(0, -1) }, /model\.gguf is damaged/, /fetch the file again/],
    ['two GGUF files', { 'a.gguf': gguf, 'b.gguf': gguf }, /2 GGUF files: a\.gguf, b\.gguf/, /name one of them/],
    ['a GGUF in parts', { 'm-00001-of-00002.gguf': gguf, 'm-00002-of-00002.gguf': gguf }, /in parts/, /llama-gguf-split --merge/],
    ['a Modelfile of another model', { 'model.gguf': gguf, Modelfile: 'FROM llama3.1' }, /FROM llama3\.1, which is no \.gguf/, /name/],
    ['a Modelfile that leads out', { 'model.gguf': gguf, Modelfile: 'FROM ../x.gguf' }, /FROM \.\.\/x\.gguf/, /name the \.gguf itself/],
    ['a Modelfile with an adapter', { 'model.gguf': gguf, Modelfile: 'FROM ./model.gguf\nADAPTER ./a' }, /lays an adapter/, /--base/],
  ];
  it.each(cases)('%s', async (...[, files, why, next]) => {
    const refused = await findSource(await aBundle(files)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UsageError);
    expect(refused).toMatchObject({
      explanation: { why: expect.stringMatching(why) as string, next: expect.stringMatching(next) as string },
    });
  });

  it('what is not there, and files of other kinds', async () => {
    await expect(findSource(join(await aFolder(), 'nowhere'))).rejects.toThrow(/no such file or folder/);
    await expect(findSource(join(await aBundle({ 'model.onnx': 'x' }), 'model.onnx'))).rejects.toThrow(/a file of another kind/);
    await expect(findSource(join(await aBundle({ 'a.gguf': 'GGML' }), 'a.gguf'))).rejects.toThrow(/a\.gguf: expected a whole GGUF/);
  });
});

describe('what the command line asks for must fit the files', () => {
  const anySource = async () => findSource(join(await aBundle({ 'a.gguf': gguf }), 'a.gguf'));
  const nothing = { base: undefined, contextTokens: null };

  it('a base for an adapter, and for nothing else', async () => {
    await expect(checkFit(await findSource(await aBundle(adapter)), nothing)).rejects.toThrow(/--base is missing/);
    await expect(checkFit(await anySource(), { ...nothing, base: 'x' })).rejects.toThrow(/--base is for LoRA adapters/);
  });

  it('no more context than the model was made for', async () => {
    await expect(checkFit(await anySource(), { ...nothing, contextTokens: 1_024 })).rejects.toThrow(/at most 512, .* got 1024/);
    await expect(checkFit(await anySource(), { ...nothing, contextTokens: 512 })).resolves.toBeUndefined();
    expect([wantedContext(undefined), wantedContext('2048')]).toEqual([null, 2_048]);
    for (const text of ['0', '63', '1e3', '-5', 'many', '']) expect(() => wantedContext(text)).toThrow(UsageError);
  });

  it('the bytes that the record beside them names', async () => {
    const folder = await aBundle({ 'model.gguf': gguf });
    const record = (sha256: string): string =>
      JSON.stringify({ model: 'm', version: 'v1', artifact: { gguf: { sha256 }, contextTokens: 128 } });
    await writeFile(join(folder, 'manifest.json'), record(await sha256OfFile(join(folder, 'model.gguf'))));
    const intact = await findSource(folder);
    await expect(checkFit(intact, nothing)).resolves.toBeUndefined();
    expect(contextBeside(intact)).toBe(128);
    await writeFile(join(folder, 'manifest.json'), record('f'.repeat(64)));
    await expect(checkFit(await findSource(folder), nothing)).rejects.toThrow(
      /expected SHA-256 f{64}, as manifest\.json beside it says, got/,
    );
    await writeFile(join(folder, 'manifest.json'), '{"of": "somebody else"}');
    await expect(checkFit(await findSource(folder), nothing)).resolves.toBeUndefined();
  });
});

describe('a Modelfile', () => {
  const text = `# made elsewhere
FROM ./model.gguf
PARAMETER num_ctx 256
parameter temperature 0.2
SYSTEM """You answer
ADAPTER ./not-one.gguf
"""
TEMPLATE "{{ .Prompt }}"
LICENSE MIT
`;

  it('says which file it is of and how long its context is; what has no effect here is told', async () => {
    expect(parseModelfile(text)).toEqual({
      from: './model.gguf',
      contextTokens: 256,
      hasAdapter: false,
      unused: ['PARAMETER', 'SYSTEM', 'TEMPLATE'],
    });
    const source = await findSource(await aBundle({ 'model.gguf': gguf, Modelfile: text }));
    expect(contextBeside(source)).toBe(256);
    expect(notesOn(source)).toEqual([expect.stringMatching(/not used of its Modelfile: PARAMETER, SYSTEM, TEMPLATE/)]);
  });

  it('may say nothing, or a context that the model was not made for', async () => {
    expect(parseModelfile('')).toEqual({ from: null, contextTokens: null, hasAdapter: false, unused: [] });
    const source = await findSource(await aBundle({ 'model.gguf': gguf, Modelfile: 'PARAMETER num_ctx 4096' }));
    expect(contextBeside(source)).toBeNull();
    expect(notesOn(source)).toEqual([]);
  });
});
