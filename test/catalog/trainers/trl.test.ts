import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trl } from '../../../catalog/trainers/trl.js';
import { sha256OfFile } from '../../../gguf/digest.js';
import { ArtifactInvalidError } from '../../../gguf/artifact-invalid.js';
import { aRecipe, trainerHost } from '../../support/training.js';
import { goldenBaseDir, tools } from '../../support/golden.js';

let workDir = '';
beforeEach(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'slipway-trl-'));
});
afterEach(async () => {
  await rm(workDir, { recursive: true });
});

const inWorkDir = (...parts: readonly string[]): string => join(workDir, ...parts);
const handle = (): { pid: number; startTicks: null; workDir: string } => ({ pid: 1, startTicks: null, workDir });

describe('what a trainer says that it wrote', () => {
  beforeEach(async () => {
    for (const folder of ['adapter', 'merged']) await mkdir(inWorkDir(folder));
    const files = ['adapter/adapter_model.safetensors', 'adapter/adapter_config.json', 'merged/model.safetensors', 'merged/config.json'];
    for (const file of files) await writeFile(inWorkDir(file), `bytes of ${file}`);
    const adapterSha256 = await sha256OfFile(inWorkDir('adapter', 'adapter_model.safetensors'));
    await writeFile(inWorkDir('result.json'), JSON.stringify({ adapterSha256, steps: 30, curves }));
  });
  const curves = { train: [{ step: 1, loss: 7.5 }], validation: [] };

  it('is collected when it is all there, the curves apart from the rest', async () => {
    const { metadata, ...collected } = await trl.collect(handle());
    expect(collected).toMatchObject({ adapterDir: inWorkDir('adapter'), mergedDir: inWorkDir('merged'), curves });
    expect(metadata).toEqual({ adapterSha256: collected.adapterSha256, steps: 30 });
  });

  it.each([
    'result.json',
    'adapter',
    'adapter/adapter_model.safetensors',
    'adapter/adapter_config.json',
    'merged',
    'merged/model.safetensors',
    'merged/config.json',
  ])('is refused without %s, by its path', async (missing) => {
    await rm(inWorkDir(missing), { recursive: true });
    const collected = trl.collect(handle());
    await expect(collected).rejects.toBeInstanceOf(ArtifactInvalidError);
    await expect(collected).rejects.toThrow(new RegExp(`^${inWorkDir(missing)}.*: expected a file.*nothing is there; `));
  });

  it('is refused when a file is empty', async () => {
    await truncate(inWorkDir('merged', 'model.safetensors'));
    await expect(trl.collect(handle())).rejects.toThrow(/merged\/model\.safetensors: expected a file, .* it is empty/);
  });

  it('is refused when the adapter is not the one that it named', async () => {
    await writeFile(inWorkDir('adapter', 'adapter_model.safetensors'), 'other bytes');
    await expect(trl.collect(handle())).rejects.toThrow(/adapter_model\.safetensors: expected SHA-256 [0-9a-f]{64}, .* got [0-9a-f]{64}/);
  });

  it.each(['{"adapterSha256":', '{"steps":30}', `{"adapterSha256":"${'a'.repeat(64)}","curves":{"train":[]}}`])(
    'is refused with the result %s',
    async (text) => {
      await writeFile(inWorkDir('result.json'), text);
      await expect(trl.collect(handle())).rejects.toThrow(/result\.json: expected JSON with adapterSha256 and curves, got /);
    },
  );
});

describe('a work folder', () => {
  it('is submitted once: two trainers in it would write one checkpoint', async () => {
    const processes = { ...tools.runner, start: () => Promise.reject(new Error('expected no second trainer')) };
    await writeFile(inWorkDir('config.json'), '{}');
    const job = { workDir, baseModelDir: goldenBaseDir, trainFile: 'none', validationFile: 'none', resumeFrom: null };
    await expect(trl.submit({ ...trainerHost, processes }, job, aRecipe())).rejects.toThrow(/EEXIST.*config\.json/);
  });

  it('that cannot be read is an error, not a trainer that has reported nothing', async () => {
    await mkdir(inWorkDir('progress.jsonl'));
    await expect(trl.poll(trainerHost, handle())).rejects.toThrow(/EISDIR/);
  });
});

describe('the time after which a silent trainer is stopped', () => {
  it('is half an hour unless the file says otherwise', () => {
    expect(aRecipe().stallTimeout).toBe('30m');
    expect(aRecipe({ stallTimeout: '90s' }).stallTimeout).toBe('90s');
  });

  it('is a duration', () => {
    expect(() => aRecipe({ stallTimeout: 'soon' })).toThrow(/expected a duration such as 90s, 5m or 2h/);
  });
});
