import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareGguf } from '../../gguf/compare.js';
import { aGguf, type GgufDraft } from '../support/gguf-writer.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-compare-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function compared(made: Partial<GgufDraft>, change: (bytes: Buffer) => void = () => undefined): Promise<string[]> {
  const paths = [join(folder, 'recorded.gguf'), join(folder, 'made.gguf')] as const;
  const { bytes } = aGguf(made);
  change(bytes);
  await writeFile(paths[0], aGguf({}).bytes);
  await writeFile(paths[1], bytes);
  return compareGguf(...paths);
}

const embedding = { name: 'token_embd.weight', dimensions: [256, 2], type: 12 };

describe('two packaged files', () => {
  it('that differ in their header alone are told so', async () => {
    expect(await compared({ extraKeys: [['general.name', 'another']] })).toEqual([
      expect.stringMatching(/^size: \d+ bytes, now \d+$/),
      'the tensors are the same, byte for byte: only the header differs',
    ]);
  });

  it('of other weights are told by the tensors that differ', async () => {
    const flip = (bytes: Buffer): void => void bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    expect(await compared({}, flip)).toEqual(['tensors that differ: 1 (2 were recorded): output_norm.weight']);
  });

  it('of other types are told by how many tensors have which', async () => {
    const tensors = [embedding, { name: 'output_norm.weight', dimensions: [256], type: 1 }];
    expect(await compared({ tensors })).toEqual([
      'tensors of type F16: 0, now 1',
      'tensors of type F32: 1, now 0',
      'tensors that differ: 1 (2 were recorded): output_norm.weight',
    ]);
  });

  it('of other tensors are told by those that are missing and those that are new', async () => {
    const tensors = ['a', 'b', 'c'].map((name) => ({ name, dimensions: [256], type: 0 }));
    expect(await compared({ tensors: [embedding, ...tensors] })).toEqual([
      expect.stringMatching(/^size: /),
      'tensors of type F32: 1, now 3',
      'tensors that differ: 4 (2 were recorded): output_norm.weight, a, b and 1 more',
    ]);
  });
});
