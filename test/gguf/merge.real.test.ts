import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArtifactInvalidError } from '../../gguf/artifact-invalid.js';
import { digestLines } from '../../gguf/digest.js';
import { mergeAdapter } from '../../gguf/merge.js';
import { goldenAdapter, goldenBaseDir, missingParts, tools } from '../support/golden.js';

describe.skipIf(missingParts !== undefined)(`merging an adapter, by the real PEFT ${missingParts ?? ''}`, () => {
  let folder = '';
  let golden = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-merge-'));
    golden = await goldenAdapter();
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  const merged = (name: string, adapterDir: string, baseDir = goldenBaseDir): Promise<void> =>
    mergeAdapter({ baseDir, adapterDir, outDir: join(folder, name), threads: 1, ...tools });

  /** Every tensor that is left fits. */
  async function aShallowBase(): Promise<string> {
    const shallow = join(folder, 'shallow');
    await cp(goldenBaseDir, shallow, { recursive: true });
    const config = JSON.parse(await readFile(join(shallow, 'config.json'), 'utf8')) as { readonly num_hidden_layers: number };
    await writeFile(join(shallow, 'config.json'), JSON.stringify({ ...config, num_hidden_layers: config.num_hidden_layers - 1 }));
    return shallow;
  }

  it('gives the very files of the trainer’s own merge, and refuses another base', async () => {
    const adapter = join(golden, 'adapter');
    // Side by side, because most of either is one core that imports torch.
    const [same, other] = await Promise.allSettled([merged('again', adapter), merged('never', adapter, await aShallowBase())]);
    expect(same).toMatchObject({ status: 'fulfilled' });
    expect(await digestLines(join(folder, 'again'))).toBe(await digestLines(join(golden, 'merged')));
    expect(other).toMatchObject({ status: 'rejected', reason: expect.any(ArtifactInvalidError) as Error });
    expect(String((other as PromiseRejectedResult).reason)).toMatch(
      /not trained on this base: 14 of its tensors have no place there, 0 places/,
    );
    expect((await readdir(folder)).toSorted()).toEqual(['again', 'shallow']);
  });

  it.each([
    ['a pickle in the place of its weights', { 'adapter_model.bin': 'x' }, /no adapter_model\.safetensors/],
    ['another kind', { 'adapter_config.json': '{"peft_type": "IA3"}' }, /expected an adapter of the kind LORA, .* says 'IA3'/],
    ['a config that is none', { 'adapter_config.json': '[' }, /expected an adapter_config\.json of JSON/],
    ['a module to load', { 'adapter_config.json': '{"peft_type": "LORA", "megatron_config": {"a": 1}}' }, /asks for Megatron/],
    ['whole modules', { 'adapter_config.json': '{"peft_type": "LORA", "modules_to_save": ["lm_head"]}' }, /replaces whole modules/],
  ])('refuses an adapter with %s before anything large is loaded', async (_, files, message) => {
    const adapterDir = await mkdtemp(join(folder, '.adapter-'));
    const weights = 'adapter_model.bin' in files ? {} : { 'adapter_model.safetensors': '' };
    for (const [name, content] of Object.entries({ ...weights, ...files })) await writeFile(join(adapterDir, name), content);
    const refused = merged('never', adapterDir);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(ArtifactInvalidError);
  });
});
