/** The quantizations a pipeline file may ask for. */

export const ggufQuantizations = ['F16', 'Q8_0', 'Q6_K', 'Q5_K_M', 'Q4_K_M'] as const;

export type GgufQuantization = (typeof ggufQuantizations)[number];

/** llama.cpp's numbers for them (llama.h, enum llama_ftype): asked of the quantizer, and found in the header. */
export const ggufFileTypes: Readonly<Record<GgufQuantization, number>> = { F16: 1, Q8_0: 7, Q6_K: 18, Q5_K_M: 17, Q4_K_M: 15 };

/** Of files that were made elsewhere (llama.h, enum llama_ftype). */
const otherFileTypes: Readonly<Record<number, string>> = {
  0: 'F32',
  2: 'Q4_0',
  3: 'Q4_1',
  8: 'Q5_0',
  9: 'Q5_1',
  10: 'Q2_K',
  11: 'Q3_K_S',
  12: 'Q3_K_M',
  13: 'Q3_K_L',
  14: 'Q4_K_S',
  16: 'Q5_K_S',
  19: 'IQ2_XXS',
  20: 'IQ2_XS',
  21: 'Q2_K_S',
  22: 'IQ3_XS',
  23: 'IQ3_XXS',
  24: 'IQ1_S',
  25: 'IQ4_NL',
  26: 'IQ3_S',
  27: 'IQ3_M',
  28: 'IQ2_S',
  29: 'IQ2_M',
  30: 'IQ4_XS',
  31: 'IQ1_M',
  32: 'BF16',
};

/** The quantization that a file says it has, where it is one of those that are made here. */
export function statedQuantization(fileType: number | null): GgufQuantization | undefined {
  return ggufQuantizations.find((name) => ggufFileTypes[name] === fileType);
}

/** Such as `Q4_K_M`; `file type 36` for one that has no name here, `unknown` where the file does not say. */
export function quantizationName(fileType: number | null): string {
  if (fileType === null) return 'unknown';
  return statedQuantization(fileType) ?? otherFileTypes[fileType] ?? `file type ${fileType}`;
}
