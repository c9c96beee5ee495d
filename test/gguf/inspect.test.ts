import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArtifactInvalidError } from '../../gguf/artifact-invalid.js';
import { inspectGguf, type GgufHeader } from '../../gguf/inspect.js';
import { aGguf, withUint32, type GgufDraft } from '../support/gguf-writer.js';

let folder = '';
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-gguf-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function inspect(bytes: Buffer): Promise<GgufHeader> {
  const path = join(folder, `${(files += 1)}.gguf`);
  await writeFile(path, bytes);
  return inspectGguf(path);
}

const inspectDraft = (draft: Partial<GgufDraft>): Promise<GgufHeader> => inspect(aGguf(draft).bytes);

/** What is still told must be of this file: nothing larger than it can have been believed. */
async function verdictOn(bytes: Buffer): Promise<string> {
  try {
    return (await inspect(bytes)).weights <= bytes.length * 8 ? 'told' : 'believed too much';
  } catch (error) {
    return error instanceof ArtifactInvalidError ? 'refused' : `failed: ${String(error)}`;
  }
}

describe('a whole model', () => {
  it('is told from its header', async () => {
    expect(await inspectDraft({})).toEqual({
      architecture: 'llama',
      fileType: 15,
      contextTokens: 512,
      vocabularySize: 3,
      tokenizerSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      chatTemplate: '{% for message in messages %}{{ message.content }}{% endfor %}',
      tensors: 2,
      weights: 768,
      histogram: { Q4_K: { tensors: 1, weights: 512 }, F32: { tensors: 1, weights: 256 } },
    });
  });

  it('may have another alignment, and may lack file type and chat template', async () => {
    const header = await inspectDraft({ alignment: 64, without: ['general.file_type', 'tokenizer.chat_template'] });
    expect(header).toMatchObject({ fileType: null, chatTemplate: null });
  });

  it('names its tokenizer by everything in it, vocabulary included, and by nothing else', async () => {
    const tokenizerOf = async (draft: Partial<GgufDraft>): Promise<string> => (await inspectDraft(draft)).tokenizerSha256;
    const before = await tokenizerOf({});
    const special: GgufDraft['extraKeys'] = [['tokenizer.ggml.bos_token_id', 1]];
    const others = await Promise.all([
      tokenizerOf({ tokens: ['<unk>', '<s>', 'b'] }),
      tokenizerOf({ without: ['tokenizer.ggml.scores'] }),
      tokenizerOf({ extraKeys: special }),
      tokenizerOf({ extraKeys: [['tokenizer.ggml.bos_token_id', 2]] }),
      tokenizerOf({ extraKeys: [['tokenizer.ggml.eos_token_id', 1]] }),
    ]);
    expect(new Set([before, ...others]).size).toBe(6);
    expect(await tokenizerOf({ without: ['tokenizer.chat_template'], alignment: 64, extraKeys: [['general.name', 'other']] })).toBe(before);
    expect(await tokenizerOf({ extraKeys: [...special, ['tokenizer.ggml.pre', 'default']] })).toBe(
      await tokenizerOf({ extraKeys: [['tokenizer.ggml.pre', 'default'], ...special] }),
    );
  });

  it('names a vocabulary that is longer than what is read at once', async () => {
    const tokens = Array.from({ length: 40_000 }, (_, index) => `token-${index}`);
    const [one, same, other] = await Promise.all(
      [tokens, tokens, tokens.with(20_000, 'another')].map((each) => inspectDraft({ tokens: each, scores: each.length })),
    );
    expect(one).toMatchObject({ vocabularySize: 40_000, tokenizerSha256: same?.tokenizerSha256 });
    expect(other?.tokenizerSha256).not.toBe(one?.tokenizerSha256);
  });
});

describe('a damaged model is refused with what was expected and what came', () => {
  const cases: readonly (readonly [string, Partial<GgufDraft>, RegExp])[] = [
    ['another magic', { magic: 'GGML' }, /begins with GGUF, found "GGML"/],
    ['version 2', { version: 2 }, /version 3, found 2/],
    ['no tensors', { tensors: [] }, /1 to 65536 tensors, the header claims 0/],
    ['a billion tensors', { tensorCount: 1_000_000_000 }, /claims 1000000000/],
    ['a billion keys', { keyCount: 1_000_000_000 }, /claims 1000000000 keys/],
    ['a key twice', { extraKeys: [['general.architecture', 'llama']] }, /unique, non-empty keys/],
    ['two tensors of one name', { tensors: ['a', 'a'].map((name) => ({ name, dimensions: [256], type: 0 })) }, /two tensors are called a/],
    ['an unknown tensor type', { tensors: [{ name: 'a', dimensions: [256], type: 99 }] }, /type 99/],
    ['rows that no block fits', { tensors: [{ name: 'a', dimensions: [255], type: 12 }] }, /rows of 255, not a multiple of 256/],
    ['a dimension of 0', { tensors: [{ name: 'a', dimensions: [256, 0], type: 0 }] }, /dimension of 0/],
    ['five dimensions', { tensors: [{ name: 'a', dimensions: [1, 1, 1, 1, 1], type: 0 }] }, /claims 5 dimensions/],
    [
      'a tensor larger than any file',
      { tensors: [{ name: 'a', dimensions: [2 ** 40, 2 ** 40], type: 0, bytes: 0 }] },
      /larger than any file/,
    ],
    [
      'an offset between two places',
      { tensors: [{ name: 'a', dimensions: [256], type: 0, offset: 8 }] },
      /begins at 8, not a multiple of 32/,
    ],
    [
      'tensors one inside the other',
      { tensors: ['a', 'b'].map((name) => ({ name, dimensions: [256], type: 0, offset: 0 })) },
      /begins inside the one before it/,
    ],
    ['a tensor that ends past the file', { missingBytes: 1 }, /ends 1 bytes past the end of the file/],
    ['an alignment of 24', { alignment: 24 }, /power of two up to 65536, found 24/],
    ['no architecture', { without: ['general.architecture'] }, /general.architecture to be a text, found no such key/],
    ['no context length', { without: ['llama.context_length'] }, /llama.context_length to be a whole number, found no such key/],
    ['no vocabulary', { without: ['tokenizer.ggml.tokens'] }, /tokenizer.ggml.tokens to be an array/],
    ['fewer scores than tokens', { scores: 2 }, /tokenizer.ggml.scores to have 3 entries, one a token, found 2/],
  ];
  it.each(cases)('%s', async (_name, draft, message) => {
    await expect(inspectDraft(draft)).rejects.toThrow(message);
    await expect(inspectDraft(draft)).rejects.toBeInstanceOf(ArtifactInvalidError);
  });

  it.each([
    ['an empty one', () => Buffer.alloc(0), /begins with GGUF, found an empty one/],
    ['one of zeros', (bytes: Buffer) => Buffer.alloc(bytes.length), /begins with GGUF, found "(\\u0000){4}"/],
    [
      'one that ends where its second tensor begins',
      (bytes: Buffer) => bytes.subarray(0, -1024),
      /output_norm.weight ends 1024 bytes past/,
    ],
    ['a tensor that begins past its end', (bytes: Buffer) => withOffset(bytes, 2n ** 40n), /output_norm.weight ends 1099511\d+ bytes past/],
    ['an offset that no file has', (bytes: Buffer) => withOffset(bytes, 2n ** 63n), /9223372036854775808, beyond any file/],
    ['an array of more entries than bytes', (bytes: Buffer) => withScores(bytes, 2n ** 50n), /goes on past byte \d+, .* truncated/],
    ['one for a context of nothing', (bytes: Buffer) => withUint32(bytes, 'llama.context_length', 0), /to be at least 1, found 0/],
  ])('%s', async (_name, damage, message) => {
    const bytes = damage(aGguf({}).bytes);
    await expect(inspect(bytes)).rejects.toThrow(message);
    await expect(inspect(bytes)).rejects.toBeInstanceOf(ArtifactInvalidError);
  });

  it('cut anywhere in header or data', async () => {
    const { bytes } = aGguf({});
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (length) => {
        await expect(inspect(bytes.subarray(0, length))).rejects.toBeInstanceOf(ArtifactInvalidError);
      }),
      { seed: 20_261_121, numRuns: 100 },
    );
  });

  it('changed at random: it is told or refused, without a hang or a gigabyte', async () => {
    const { bytes, headerBytes } = aGguf({});
    const place = fc.integer({ min: 0, max: headerBytes - 1 });
    const value = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));
    const mutation = fc.array(fc.tuple(place, value), { minLength: 1, maxLength: 8 });
    const before = process.memoryUsage().rss;
    await fc.assert(
      fc.asyncProperty(mutation, async (changes) => {
        const mutated = Buffer.from(bytes);
        for (const [at, byte] of changes) mutated[at] = byte;
        expect(await verdictOn(mutated)).toMatch(/^(refused|told)$/);
      }),
      { seed: 20_261_121, numRuns: 200 },
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024);
  });
});

/** Of the last tensor: behind its name, one dimension and its type. */
function withOffset(bytes: Buffer, offset: bigint): Buffer {
  return withUint64(bytes, bytes.indexOf('output_norm.weight') + 'output_norm.weight'.length + 4 + 8 + 4, offset);
}

/** How many there are claimed to be: behind the key, the type of the value and that of its entries. */
function withScores(bytes: Buffer, count: bigint): Buffer {
  return withUint64(bytes, bytes.indexOf('tokenizer.ggml.scores') + 'tokenizer.ggml.scores'.length + 4 + 4, count);
}

function withUint64(bytes: Buffer, at: number, value: bigint): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeBigUInt64LE(value, at);
  return changed;
}
