/** Writes small safetensors files, right or wrong in one chosen way. Separate from the reader, so that both can be held against the format. */

export interface SafetensorsDraft {
  /** The header's object, or its bytes. */
  readonly header: object | string;
  /** What the first eight bytes claim, where it is not the truth. */
  readonly claimedBytes: bigint | null;
  readonly dataBytes: number;
}

const model: SafetensorsDraft = {
  header: {
    __metadata__: { format: 'pt' },
    'model.embed_tokens.weight': { dtype: 'BF16', shape: [4, 8], data_offsets: [0, 64] },
    'model.norm.weight': { dtype: 'F32', shape: [8], data_offsets: [64, 96] },
  },
  claimedBytes: null,
  dataBytes: 96,
};

export function aSafetensors(overrides: Partial<SafetensorsDraft> = {}): Buffer {
  const { header, claimedBytes, dataBytes } = { ...model, ...overrides };
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimedBytes ?? BigInt(text.length));
  return Buffer.concat([length, text, Buffer.alloc(dataBytes)]);
}
