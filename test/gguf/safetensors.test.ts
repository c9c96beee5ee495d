import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArtifactInvalidError } from '../../gguf/artifact-invalid.js';
import { checkSafetensors } from '../../gguf/safetensors.js';
import { goldenBaseDir } from '../support/golden.js';
import { aSafetensors, type SafetensorsDraft } from '../support/safetensors-writer.js';

let folder = '';
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-safetensors-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** What is said of the file; undefined for one that is taken. */
async function verdictOn(bytes: Buffer): Promise<string | undefined> {
  const path = join(folder, `${(files += 1)}.safetensors`);
  await writeFile(path, bytes);
  try {
    checkSafetensors(path);
    return undefined;
  } catch (error) {
    if (error instanceof ArtifactInvalidError) return error.message;
    throw error;
  }
}

const tensor = (shape: readonly number[], offsets: readonly number[], dtype = 'F32') => ({ dtype, shape, data_offsets: offsets });

describe('a whole file', () => {
  it('is taken, also the one that real tools wrote', async () => {
    expect(await verdictOn(aSafetensors())).toBeUndefined();
    expect(() => checkSafetensors(join(goldenBaseDir, 'model.safetensors'))).not.toThrow();
  });

  it('may hold tensors of no weights, of one, and of weights smaller than a byte', async () => {
    const header = { empty: tensor([0, 4], [0, 0]), one: tensor([], [0, 4]), half: tensor([4], [4, 6], 'F4') };
    expect(await verdictOn(aSafetensors({ header, dataBytes: 6 }))).toBeUndefined();
  });

  it('may be padded with spaces behind its header', async () => {
    const header = `${JSON.stringify({ a: tensor([1], [0, 4]) })}     `;
    expect(await verdictOn(aSafetensors({ header, dataBytes: 4 }))).toBeUndefined();
  });
});

describe('a file is refused with what was expected and what came', () => {
  const cases: readonly (readonly [string, Partial<SafetensorsDraft>, RegExp])[] = [
    ['a header of exabytes', { claimedBytes: 2n ** 60n }, /claims 1152921504606846976 bytes; at most 100000000/],
    ['a header longer than the file', { claimedBytes: 5_000n }, /claims 5000 bytes, the file has \d+; it is truncated/],
    ['a header that is no JSON', { header: '{"a": ' }, /header of JSON/],
    ['something before the brace', { header: ' {}', dataBytes: 0 }, /begins with \{/],
    ['an array as header', { header: '[]' }, /begins with \{/],
    ['metadata that are no texts', { header: { __metadata__: { a: 1 } }, dataBytes: 0 }, /object of tensors/],
    ['a tensor without a type', { header: { a: { shape: [1], data_offsets: [0, 4] } }, dataBytes: 4 }, /object of tensors/],
    ['a shape below 0', { header: { a: tensor([-1], [0, 4]) }, dataBytes: 4 }, /object of tensors/],
    ['an unknown type', { header: { a: tensor([1], [0, 4], 'Q4_K') }, dataBytes: 4 }, /type Q4_K, which the format does not know/],
    ['a type of JavaScript’s own', { header: { a: tensor([1], [0, 4], 'constructor') }, dataBytes: 4 }, /type constructor/],
    ['a tensor larger than any file', { header: { a: tensor([2 ** 40, 2 ** 40], [0, 4]) }, dataBytes: 4 }, /larger than any file/],
    ['half a byte', { header: { a: tensor([3], [0, 2], 'F4') }, dataBytes: 2 }, /no whole number of bytes/],
    ['offsets that do not fit the shape', { header: { a: tensor([2], [0, 4]) }, dataBytes: 4 }, /takes 8 bytes, its offsets 0 to 4 say 4/],
    ['offsets that run backwards', { header: { a: tensor([1], [4, 0]) }, dataBytes: 4 }, /offsets 4 to 0 say -4/],
    ['a tensor past the end', { header: { a: tensor([2], [0, 8]) }, dataBytes: 4 }, /ends 4 bytes past the end/],
    [
      'tensors one inside the other',
      { header: { a: tensor([2], [0, 8]), b: tensor([1], [4, 8]) }, dataBytes: 8 },
      /tensor b begins inside the one before/,
    ],
    [
      'a gap between tensors',
      { header: { a: tensor([1], [0, 4]), b: tensor([1], [8, 12]) }, dataBytes: 12 },
      /4 bytes before tensor b belong to no tensor/,
    ],
    ['bytes behind the last tensor', { header: { a: tensor([1], [0, 4]) }, dataBytes: 9 }, /5 bytes at the end of the file/],
  ];
  it.each(cases)('%s', async (_name, draft, message) => {
    expect(await verdictOn(aSafetensors(draft))).toMatch(message);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['seven bytes', Buffer.alloc(7)],
  ])('%s', async (_name, bytes) => {
    expect(await verdictOn(bytes)).toMatch(/expected a safetensors file, found \d bytes/);
  });

  it('cut anywhere', async () => {
    const bytes = aSafetensors();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (length) => {
        expect(await verdictOn(bytes.subarray(0, length))).toBeDefined();
      }),
      { seed: 20_261_121, numRuns: 100 },
    );
  });
});
