/** The quantizations a pipeline file may ask for. */

export const ggufQuantizations = ['F16', 'Q8_0', 'Q6_K', 'Q5_K_M', 'Q4_K_M'] as const;

export type GgufQuantization = (typeof ggufQuantizations)[number];

/** llama.cpp's numbers for them (llama.h, enum llama_ftype): asked of the quantizer, and found in the header. */
export const ggufFileTypes: Readonly<Record<GgufQuantization, number>> = { F16: 1, Q8_0: 7, Q6_K: 18, Q5_K_M: 17, Q4_K_M: 15 };
