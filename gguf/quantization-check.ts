/** Whether a file is quantized as it was asked for. A quantizer that falls back to other types still reports success. */

import { ArtifactInvalidError } from './artifact-invalid.js';
import type { GgufHeader } from './inspect.js';
import { ggufFileTypes, type GgufQuantization } from './quantizations.js';

interface Expectation {
  /** The type that gives the quantization its name. */
  readonly main: string;
  /** Types that its recipe uses for some tensors by intention. */
  readonly recipe: readonly string[];
}

const expectations: Readonly<Record<GgufQuantization, Expectation>> = {
  F16: { main: 'F16', recipe: ['F16'] },
  Q8_0: { main: 'Q8_0', recipe: ['Q8_0'] },
  Q6_K: { main: 'Q6_K', recipe: ['Q6_K'] },
  Q5_K_M: { main: 'Q5_K', recipe: ['Q5_K', 'Q6_K'] },
  Q4_K_M: { main: 'Q4_K', recipe: ['Q4_K', 'Q5_K', 'Q6_K'] },
};

const unquantized = ['F32', 'F16', 'BF16', 'F64'];
// Norms, biases and expert routers stay floats in every recipe; together they are well under a hundredth of a real model.
const largestUnquantizedShare = 0.05;

/** Throws ArtifactInvalidError; rows that do not fit a K-quant (not a multiple of 256) are counted, not refused. */
export function checkQuantization(header: GgufHeader, quantization: GgufQuantization): { readonly fallbackTensors: number } {
  const { main, recipe } = expectations[quantization];
  const fileType = ggufFileTypes[quantization];
  if (header.fileType !== fileType)
    throw new ArtifactInvalidError(`expected ${quantization}, file type ${fileType}; the header says ${header.fileType}`);
  const types = Object.entries(header.histogram);
  const found = types.map(([type, { tensors }]) => `${tensors} ${type}`).join(', ');
  if (header.histogram[main] === undefined)
    throw new ArtifactInvalidError(`expected tensors of type ${main} in ${quantization}, found ${found}`);
  const floats = types.filter(([type]) => unquantized.includes(type) && type !== main);
  const share = floats.reduce((total, [, { weights }]) => total + weights, 0) / header.weights;
  if (share > largestUnquantizedShare)
    throw new ArtifactInvalidError(`${(share * 100).toFixed(0)} % of the weights are not quantized to ${quantization}: ${found}`);
  const fallbacks = types.filter(([type]) => !recipe.includes(type) && !unquantized.includes(type));
  return { fallbackTensors: fallbacks.reduce((total, [, { tensors }]) => total + tensors, 0) };
}
