import { describe, expect, it } from 'vitest';
import { ArtifactInvalidError } from '../../gguf/artifact-invalid.js';
import type { GgufHeader } from '../../gguf/inspect.js';
import { checkQuantization } from '../../gguf/quantization-check.js';
import { quantizationName, statedQuantization } from '../../gguf/quantizations.js';

function aHeader(fileType: number | null, weightsByType: Record<string, number>): GgufHeader {
  const entries = Object.entries(weightsByType);
  return {
    architecture: 'llama',
    fileType,
    contextTokens: 512,
    vocabularySize: 2048,
    tokenizerSha256: 'a'.repeat(64),
    chatTemplate: null,
    tensors: entries.length,
    weights: entries.reduce((total, [, weights]) => total + weights, 0),
    histogram: Object.fromEntries(entries.map(([type, weights]) => [type, { tensors: 1, weights }])),
  };
}

describe('a file is quantized as asked for', () => {
  it('with norms as floats and the few larger types of the recipe', () => {
    expect(checkQuantization(aHeader(15, { F32: 10, Q4_K: 800, Q6_K: 190 }), 'Q4_K_M')).toEqual({ fallbackTensors: 0 });
    expect(checkQuantization(aHeader(1, { F32: 10, F16: 990 }), 'F16')).toEqual({ fallbackTensors: 0 });
  });

  it('with tensors that fell back to other types counted: rows that no K-quant fits are legal', () => {
    expect(checkQuantization(aHeader(15, { F32: 10, Q4_K: 200, Q5_0: 600, Q8_0: 190 }), 'Q4_K_M')).toEqual({ fallbackTensors: 2 });
  });
});

describe('a file is refused', () => {
  it.each([
    ['whose header says another type', aHeader(7, { Q8_0: 1000 }), /file type 15; the header says 7/],
    ['whose header does not say', aHeader(null, { Q4_K: 1000 }), /the header says null/],
    ['without the type that names it', aHeader(15, { F32: 10, Q5_0: 990 }), /expected tensors of type Q4_K/],
    ['that stayed floats for the most part', aHeader(15, { F16: 900, Q4_K: 100 }), /90 % of the weights are not quantized/],
  ])('%s', (_name, header, message) => {
    expect(() => checkQuantization(header, 'Q4_K_M')).toThrow(message);
    expect(() => checkQuantization(header, 'Q4_K_M')).toThrow(ArtifactInvalidError);
  });
});

describe('the quantization that a file states', () => {
  it.each([
    [15, 'Q4_K_M', 'Q4_K_M'],
    [1, 'F16', 'F16'],
    [2, undefined, 'Q4_0'],
    [32, undefined, 'BF16'],
    [999, undefined, 'file type 999'],
    [null, undefined, 'unknown'],
  ])('%s is %s, told as %s', (fileType, stated, name) => {
    expect(statedQuantization(fileType)).toBe(stated);
    expect(quantizationName(fileType)).toBe(name);
  });
});
