import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArtifactInvalidError } from '../../gguf/artifact-invalid.js';
import { convertToGguf } from '../../gguf/convert.js';
import { sha256OfFile } from '../../gguf/digest.js';
import { ggufQuantizations } from '../../gguf/quantizations.js';
import { findQuantizer, type Quantizer } from '../../gguf/quantize.js';
import { verifyGguf } from '../../gguf/verify.js';
import { withUint32 } from '../support/gguf-writer.js';
import { goldenBaseDir, goldenGguf, missingParts, tools } from '../support/golden.js';
import { noSmallDisk, smallDisk } from '../support/small-disk.js';

describe.skipIf(missingParts !== undefined)(`packaging, by the real converter, quantizer and loader ${missingParts ?? ''}`, () => {
  let folder = '';
  let f16 = '';
  let golden = '';
  let quantizer: Quantizer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-package-'));
    f16 = join(folder, 'f16.gguf');
    await convertToGguf({ mergedDir: goldenBaseDir, outPath: f16, ...tools });
    quantizer = await findQuantizer(tools.runner);
    golden = await goldenGguf();
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  async function aCopyWith(config: string): Promise<string> {
    const copy = await mkdtemp(join(folder, 'copy-'));
    await cp(goldenBaseDir, copy, { recursive: true });
    await writeFile(join(copy, 'config.json'), config);
    return copy;
  }

  it('converts the same weights to the same bytes, whatever the folder is called', async () => {
    const copy = join(folder, 'another-name');
    await cp(goldenBaseDir, copy, { recursive: true });
    const outPath = join(folder, 'again.gguf');
    const header = await convertToGguf({ mergedDir: copy, outPath, ...tools });
    expect(header).toMatchObject({
      architecture: 'llama',
      fileType: 1,
      contextTokens: 512,
      vocabularySize: 2048,
      chatTemplate: expect.stringContaining('message'),
    });
    expect(await sha256OfFile(outPath)).toBe(await sha256OfFile(f16));
  });

  it('refuses a SentencePiece model that lost tokenizer.model', async () => {
    const copy = join(folder, 'lost');
    await cp(goldenBaseDir, copy, { recursive: true });
    await rm(join(copy, 'tokenizer.model'));
    const converted = convertToGguf({ mergedDir: copy, outPath: join(folder, 'lost.gguf'), ...tools });
    await expect(converted).rejects.toThrow(/no tokenizer.model; copy it from the base/);
    await expect(converted).rejects.toBeInstanceOf(ArtifactInvalidError);
  });

  it('takes a missing Python package for the machine’s fault, not the model’s', async () => {
    const converted = convertToGguf({ mergedDir: goldenBaseDir, outPath: join(folder, 'x.gguf'), ...tools, converterDir: folder });
    await expect(converted).rejects.toThrow(/No module named 'convert_hf_to_gguf'/);
    await expect(converted).rejects.not.toBeInstanceOf(ArtifactInvalidError);
  });

  it.each(ggufQuantizations)('quantizes to %s, which loads and speaks', async (quantization) => {
    const outPath = join(folder, `${quantization}.gguf`);
    await quantizer.quantize({ inPath: f16, outPath, quantization, threads: 1 });
    const report = await verifyGguf({ path: outPath, architecture: 'llama', quantization, ...tools });
    expect(report).toMatchObject({ fallbackTensors: 0, loads: true, sha256: await sha256OfFile(outPath) });
    expect(report.sample.trim()).not.toBe('');
  });

  it('quantizes to the same bytes again', async () => {
    const outPath = join(folder, 'again-Q4_K_M.gguf');
    await quantizer.quantize({ inPath: f16, outPath, quantization: 'Q4_K_M', threads: 1 });
    expect(await sha256OfFile(outPath)).toBe(await sha256OfFile(golden));
  });

  it('refuses to quantize a truncated or quantized file, and leaves nothing behind', async () => {
    const truncated = join(folder, 'truncated.gguf');
    await cp(f16, truncated);
    await truncate(truncated, 3_000_000);
    const outPath = join(folder, 'never.gguf');
    await expect(quantizer.quantize({ inPath: truncated, outPath, quantization: 'Q8_0', threads: 1 })).rejects.toThrow(
      /not within the file bounds/,
    );
    await expect(quantizer.quantize({ inPath: golden, outPath, quantization: 'Q8_0', threads: 1 })).rejects.toBeInstanceOf(
      ArtifactInvalidError,
    );
    expect((await readdir(folder)).filter((name) => name.startsWith('never'))).toEqual([]);
  });

  it.each([
    ['numbers that are none', (bytes: Buffer) => bytes.fill(0xff, bytes.length - 8_192), /quantizing .* failed: .*invalid/],
    [
      'an architecture that llama.cpp does not know',
      (bytes: Buffer) => renamed(bytes, 'llama', 'llamx'),
      /unknown model architecture: 'llamx'/,
    ],
  ])('refuses to quantize %s, for good', async (_, damage, message) => {
    const inPath = join(folder, 'damaged-f16.gguf');
    await writeFile(inPath, damage(await readFile(f16)));
    const quantized = quantizer.quantize({ inPath, outPath: join(folder, 'never.gguf'), quantization: 'Q8_0', threads: 1 });
    await expect(quantized).rejects.toThrow(message);
    await expect(quantized).rejects.toBeInstanceOf(ArtifactInvalidError);
  });

  it('refuses to convert a folder whose config.json is cut short, for good', async () => {
    const copy = await aCopyWith('{"architectures": [');
    const converted = convertToGguf({ mergedDir: copy, outPath: join(folder, 'never.gguf'), ...tools });
    await expect(converted).rejects.toThrow(/expected a config.json that says what kind of model it is/);
    await expect(converted).rejects.toBeInstanceOf(ArtifactInvalidError);
  });

  it('says which architecture the converter does not know', async () => {
    // In the converter's place, because the real one imports for a quarter of a minute before it looks.
    const converterDir = await mkdtemp(join(folder, 'converter-'));
    const program = [
      'class ModelBase:',
      '    write = None',
      'def get_model_class(name, mmproj=False):',
      '    raise NotImplementedError',
      'def main():',
      '    get_model_class("Gpt9ForCausalLM")',
    ];
    await writeFile(join(converterDir, 'convert_hf_to_gguf.py'), program.join('\n'));
    const converted = convertToGguf({ mergedDir: goldenBaseDir, outPath: join(folder, 'never.gguf'), ...tools, converterDir });
    await expect(converted).rejects.toThrow(/config.json names the architecture Gpt9ForCausalLM, which this converter does not know/);
    await expect(converted).rejects.toBeInstanceOf(ArtifactInvalidError);
  });

  it('takes a full disk for what it is, whatever converter and quantizer say of it, and leaves nothing there', async ({ skip }) => {
    const disk = await smallDisk(1_500_000);
    if (disk === undefined) return skip(noSmallDisk);
    const outPath = join(disk, 'model.gguf');
    const converted = convertToGguf({ mergedDir: goldenBaseDir, outPath, ...tools });
    await expect(converted).rejects.toMatchObject({ code: 'ENOSPC', path: expect.stringContaining(outPath) as string });
    const quantized = quantizer.quantize({ inPath: f16, outPath, quantization: 'Q4_K_M', threads: 1 });
    await expect(quantized).rejects.toMatchObject({ code: 'ENOSPC', path: expect.stringContaining(outPath) as string });
    expect(await readdir(disk)).toEqual([]);
  });

  it('refuses another quantization than the one asked for', async () => {
    await expect(verifyGguf({ path: golden, architecture: 'llama', quantization: 'Q8_0', ...tools })).rejects.toThrow(
      /file type 7; the header says 15/,
    );
  });

  // The first two are not loaded at all; the others have a header that is right as far as a header tells.
  it.each([
    [
      'one flipped bit in its weights',
      (bytes: Buffer) => bytes.fill((bytes.at(-100) ?? 0) ^ 1, bytes.length - 100, bytes.length - 99),
      'llama',
      /expected SHA-256 .*: these are other bytes/,
    ],
    [
      'another architecture than the merged folder',
      (bytes: Buffer) => renamed(bytes, 'llama', 'llamx'),
      'llama',
      /expected a model of architecture llama, .* found llamx/,
    ],
    [
      'an architecture that llama.cpp does not know',
      (bytes: Buffer) => renamed(bytes, 'llama', 'llamx'),
      'llamx',
      /unknown model architecture: 'llamx'/,
    ],
    [
      'a tensor by another name',
      (bytes: Buffer) => renamed(bytes, 'output_norm', 'output_nurm'),
      'llama',
      /tensor 'output_norm.weight' not found/,
    ],
    ['numbers that are none', (bytes: Buffer) => bytes.fill(0xff, bytes.length - 8_192), 'llama', /has invalid data/],
    [
      'sizes on which llama.cpp aborts',
      (bytes: Buffer) => withUint32(bytes, 'llama.attention.value_length', 0x8000_0040),
      'llama',
      /GGML_ASSERT.*ended by SIGABRT/,
    ],
  ])('refuses a file with %s', async (...[name, damage, architecture, message]) => {
    const path = join(folder, 'damaged.gguf');
    await writeFile(path, damage(await readFile(golden)));
    const expected = name.includes('bit') ? { expectedSha256: await sha256OfFile(golden) } : {};
    const verified = verifyGguf({ path, architecture, quantization: 'Q4_K_M', ...expected, ...tools });
    await expect(verified).rejects.toThrow(message);
    await expect(verified).rejects.toBeInstanceOf(ArtifactInvalidError);
  });
});

/** Everywhere in the file, by a name of the same length. */
function renamed(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
}
