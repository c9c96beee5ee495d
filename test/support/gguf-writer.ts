/** Writes small GGUF files, right or wrong in one chosen way. Separate from the reader, so that both can be held against the specification. */

export interface TensorDraft {
  readonly name: string;
  readonly dimensions: readonly number[];
  /** ggml's number: 0 F32, 12 Q4_K. */
  readonly type: number;
  readonly offset?: number;
  /** Of its data, where they are not what dimensions and type say. */
  readonly bytes?: number;
}

export interface GgufDraft {
  readonly magic: string;
  readonly version: number;
  readonly tensors: readonly TensorDraft[];
  /** What the header claims, where it is not the truth. */
  readonly tensorCount: number | null;
  readonly keyCount: number | null;
  readonly extraKeys: readonly (readonly [string, string | number])[];
  readonly without: readonly string[];
  readonly alignment: number;
  readonly tokens: readonly string[];
  readonly scores: number;
  /** Cut off the end of the file. */
  readonly missingBytes: number;
}

const model: GgufDraft = {
  magic: 'GGUF',
  version: 3,
  tensors: [
    { name: 'token_embd.weight', dimensions: [256, 2], type: 12 },
    { name: 'output_norm.weight', dimensions: [256], type: 0 },
  ],
  tensorCount: null,
  keyCount: null,
  extraKeys: [],
  without: [],
  alignment: 32,
  tokens: ['<unk>', '<s>', 'a'],
  scores: 3,
  missingBytes: 0,
};

type Value = string | number | { readonly strings: readonly string[] } | { readonly floats: readonly number[] };

export function aGguf(overrides: Partial<GgufDraft>): { readonly bytes: Buffer; readonly headerBytes: number } {
  const draft = { ...model, ...overrides };
  const keys = keysOf(draft).filter(([key]) => !draft.without.includes(key));
  const places = placesOf(draft);
  const header = Buffer.concat([
    Buffer.from(draft.magic, 'latin1'),
    uint32(draft.version),
    uint64(draft.tensorCount ?? draft.tensors.length),
    uint64(draft.keyCount ?? keys.length),
    ...keys.flatMap(([key, value]) => [text(key), valueOf(value)]),
    ...draft.tensors.flatMap((tensor, index) => [
      text(tensor.name),
      uint32(tensor.dimensions.length),
      ...tensor.dimensions.map(uint64),
      uint32(tensor.type),
      uint64(places[index]?.offset ?? 0),
    ]),
  ]);
  const dataBytes = Math.max(0, ...places.map(({ offset, bytes }) => offset + bytes));
  const whole = Buffer.alloc(padded(header.length, draft.alignment) + dataBytes);
  header.copy(whole);
  return { bytes: whole.subarray(0, whole.length - draft.missingBytes), headerBytes: header.length };
}

/** The same file with another number under a key that it has. */
export function withUint32(bytes: Buffer, key: string, value: number): Buffer {
  const at = bytes.indexOf(key);
  if (at < 0) throw new Error(`expected a key ${key} in the file`);
  const changed = Buffer.from(bytes);
  // Behind the key: four bytes of type.
  changed.writeUInt32LE(value, at + key.length + 4);
  return changed;
}

function keysOf(draft: GgufDraft): (readonly [string, Value])[] {
  return [
    ['general.architecture', 'llama'],
    ['general.alignment', draft.alignment],
    ['general.file_type', 15],
    ['llama.context_length', 512],
    ['tokenizer.ggml.tokens', { strings: draft.tokens }],
    ['tokenizer.ggml.scores', { floats: Array.from({ length: draft.scores }, () => 0) }],
    ['tokenizer.chat_template', '{% for message in messages %}{{ message.content }}{% endfor %}'],
    ...draft.extraKeys,
  ];
}

function placesOf(draft: GgufDraft): { offset: number; bytes: number }[] {
  let end = 0;
  return draft.tensors.map((tensor) => {
    const weights = tensor.dimensions.reduce((product, dimension) => product * dimension, 1);
    const bytes = tensor.bytes ?? (tensor.type === 12 ? Math.ceil(weights / 256) * 144 : weights * 4);
    const offset = tensor.offset ?? padded(end, draft.alignment);
    end = offset + bytes;
    return { offset, bytes };
  });
}

function valueOf(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([uint32(8), text(value)]);
  if (typeof value === 'number') return Buffer.concat([uint32(4), uint32(value)]);
  if ('strings' in value) return Buffer.concat([uint32(9), uint32(8), uint64(value.strings.length), ...value.strings.map(text)]);
  return Buffer.concat([uint32(9), uint32(6), uint64(value.floats.length), Buffer.from(Float32Array.from(value.floats).buffer)]);
}

function padded(bytes: number, alignment: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

function text(value: string): Buffer {
  return Buffer.concat([uint64(Buffer.byteLength(value)), Buffer.from(value)]);
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

function uint64(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
}
