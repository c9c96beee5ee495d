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
import { goldenBaseDir, goldenGguf, missingParts, tools } from '../support/golden.js';

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

  it('converts the same weights to the same bytes, whatever the folder is called', async () => {
    const copy = join(folder, 'another-name');
    await cp(goldenBaseDir, copy, { recursive: true });
    const outPath = join(folder, 'again.gguf');
    const header = await convertToGguf({ mergedDir: copy, outPath, ...tools });
    expect(header).toMatchObject({ architecture: 'llama', fileType: 1, contextTokens: 512, vocabularySize: 2048, hasChatTemplate: true });
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
    const report = await verifyGguf({ path: outPath, quantization, ...tools });
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

  it('refuses other bytes than those expected, before it loads them', async () => {
    await expect(verifyGguf({ path: golden, expectedSha256: '0'.repeat(64), quantization: 'Q4_K_M', ...tools })).rejects.toThrow(
      /expected SHA-256 0{64}/,
    );
  });

  it('refuses another quantization than the one asked for', async () => {
    await expect(verifyGguf({ path: golden, quantization: 'Q8_0', ...tools })).rejects.toThrow(/file type 7; the header says 15/);
  });

  it('refuses a file whose header is right and which llama.cpp cannot load', async () => {
    // A tensor by another name: every place and size holds, and the loader misses one.
    const bytes = await readFile(golden);
    bytes.write('output_nurm', bytes.indexOf('output_norm'));
    const path = join(folder, 'renamed.gguf');
    await writeFile(path, bytes);
    const verified = verifyGguf({ path, quantization: 'Q4_K_M', ...tools });
    await expect(verified).rejects.toThrow(/tensor 'output_norm.weight' not found/);
    await expect(verified).rejects.toBeInstanceOf(ArtifactInvalidError);
  });

  it('takes a crash of the loader as the verdict on the file', async () => {
    // A program that ends as a native crash does stands in for the interpreter: no file is known that crashes this release for certain.
    const program = join(folder, 'crashing-python');
    await writeFile(program, '#!/bin/sh\nkill -SEGV $$\n', { mode: 0o755 });
    const verified = verifyGguf({ path: golden, quantization: 'Q4_K_M', ...tools, python: program });
    await expect(verified).rejects.toThrow(/SIGSEGV/);
    await expect(verified).rejects.toBeInstanceOf(ArtifactInvalidError);
  });
});
