import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backOffMilliseconds } from '../../../apps/runtime/keeper.js';
import { runtimeOf } from '../../../catalog/runtimes/index.js';
import type { ReadyModel } from '../../../catalog/runtimes/wait-ready.js';
import { createInfer } from '../../../evaluation/infer.js';
import type { RunningModel, RuntimeControl, WantedModel } from '../../../platform/ports.js';
import { isAlive } from '../../../platform/process-group.js';
import { createRuntimeControl } from '../../../platform/runtime-control.js';
import { aFakePython, bytesThat } from '../../support/fake-inference.js';
import { aRuntime, aRuntimeHome, aWantedModel, untilModel, type RuntimeHome } from '../../support/runtimes.js';
import { noSmallDisk, smallDisk } from '../../support/small-disk.js';

interface Host {
  readonly home: RuntimeHome;
  readonly control: RuntimeControl;
  /** As an activity stages it. */
  stage(wanted: WantedModel): Promise<ReadyModel>;
}

async function aHost(stateDir?: string): Promise<Host> {
  const made = await aRuntimeHome();
  const home = { ...made, stateDir: stateDir ?? made.stateDir };
  const python = await aFakePython(await folderOf(made));
  const control = createRuntimeControl((await aRuntime(home, python)).url);
  return {
    home,
    control,
    stage({ modelRef, ggufKey, ggufSha256, contextTokens }) {
      const artifact = { gguf: { key: ggufKey, sha256: ggufSha256, bytes: 1 }, contextTokens };
      return runtimeOf({ kind: 'llama-server' }).stage(control, { modelRef, artifact, parallel: 1 });
    },
  };
}

/** One that the store makes, so that programs can be put beside it. */
async function folderOf({ store, storeDir }: RuntimeHome): Promise<string> {
  await store.create('exists', '');
  return join(storeDir, '..');
}

const answerOf = async ({ address, modelRef }: RunningModel): Promise<string> =>
  (await createInfer(address ?? '', modelRef)([{ role: 'user', content: 'I want a refund' }], 8)).text;

describe('a model that llama.cpp cannot serve', { timeout: 60_000 }, () => {
  it.each([
    ['crashes it', bytesThat.abort, 'RuntimeFailed', /m@v2 does not start: it was ended by SIGABRT: .*GGML_ASSERT/],
    [
      'is refused for what it is',
      bytesThat.refuse,
      'ArtifactInvalidError',
      /m@v2 does not start: it ended with exit code 1: .*unknown model architecture/,
    ],
    ['finds too little memory', bytesThat.starve, 'RuntimeFailed', /m@v2 does not start: it ended with exit code 1: .*unable to allocate/],
  ])('and %s says so to whoever stages it, and takes no other model along', async (...[, bytes, name, message]) => {
    const { home, stage } = await aHost();
    const served = await stage(await aWantedModel(home, 'good', { modelRef: 'm@v1' }));
    const staged = stage(await aWantedModel(home, bytes, { modelRef: 'm@v2' }));
    await expect(staged).rejects.toThrow(message);
    await expect(staged).rejects.toMatchObject({ name });
    expect(await answerOf(served)).toBe('{"intent":"refund"}');
  });

  it('because the store’s bytes have changed is never loaded, and serves once they are restored', async () => {
    const { home, stage } = await aHost();
    const wanted = await aWantedModel(home, 'as packaged', { modelRef: 'm@v1' });
    const object = join(home.storeDir, wanted.ggufKey);
    await writeFile(object, 'as rotten!!');
    const staged = stage(wanted);
    await expect(staged).rejects.toThrow(new RegExp(`expected SHA-256 ${wanted.ggufSha256} of .*; restore it`));
    await expect(staged).rejects.toMatchObject({ name: 'ArtifactInvalidError' });
    await writeFile(object, 'as packaged');
    expect(await answerOf(await stage(wanted))).toBe('{"intent":"refund"}');
  });
});

describe('a model whose process is killed', { timeout: 60_000 }, () => {
  it('again and again is back each time', async () => {
    const { home, control, stage } = await aHost();
    const wanted = await aWantedModel(home, 'good');
    let model: RunningModel = await stage(wanted);
    for (let kill = 1; kill <= 3; kill += 1) {
      const { pid } = model;
      process.kill(pid ?? Number.NaN, 'SIGKILL');
      model = await untilModel(control, wanted.modelRef, (now) => now.state === 'ready' && now.pid !== pid);
    }
    expect(model.restarts).toBe(3);
    expect(await answerOf(model)).toBe('{"intent":"refund"}');
  });

  it.each([
    [1, 250, 250],
    [3, 1_000, 1_000],
    [4, 2_000, 2_000],
    [5, 4_000, 2_000],
    [100, 30_000, 2_000],
  ])('%i times in a row waits %i ms where it never served and was not killed, and %i ms where it can serve', (failures, never, can) => {
    expect([backOffMilliseconds(failures, false), backOffMilliseconds(failures, true)]).toEqual([never, can]);
  });
});

describe('a host whose disk is full', { timeout: 60_000 }, () => {
  const fill = async (disk: string): Promise<void> => writeFile(join(disk, 'filler'), Buffer.alloc(3_000_000)).catch(() => undefined);

  it('says that a model does not fit, serves the others, and fetches it once there is room', async ({ skip }) => {
    const disk = await smallDisk(1_000_000);
    if (disk === undefined) return skip(noSmallDisk);
    const { home, stage } = await aHost(disk);
    const served = await stage(await aWantedModel(home, 'small', { modelRef: 'm@v1' }));
    await writeFile(join(disk, 'filler'), Buffer.alloc(600_000));
    const large = await aWantedModel(home, Buffer.alloc(500_000, 'large'), { modelRef: 'm@v2' });
    const staged = stage(large);
    await expect(staged).rejects.toMatchObject({ name: 'DiskFull' });
    await expect(staged).rejects.toThrow(/m@v2 does not start: disk full: expected room to write .*models.*, found \d+ bytes free/);
    expect(await readdir(join(disk, 'models'))).toEqual([`${served.ggufSha256}.gguf`]);
    expect(await answerOf(served)).toBe('{"intent":"refund"}');
    await rm(join(disk, 'filler'));
    expect(await answerOf(await stage(large))).toBe('{"intent":"refund"}');
  });

  it('refuses what it cannot write down, starts again what crashes, and can still remove', async ({ skip }) => {
    const disk = await smallDisk(1_000_000);
    if (disk === undefined) return skip(noSmallDisk);
    const { home, control, stage } = await aHost(disk);
    const served = await stage(await aWantedModel(home, 'm@v1'.repeat(2_000), { modelRef: 'm@v1' }));
    const other = await stage(await aWantedModel(home, 'm@v2'.repeat(2_000), { modelRef: 'm@v2' }));
    await fill(disk);
    const wanted = await aWantedModel(home, 'new', { modelRef: 'm@v3' });
    const refused: unknown = await control.put(wanted).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'DiskFull' });
    expect(String(refused)).toMatch(/the runtime supervisor: disk full: expected room to write .*wanted.json, found 0 bytes free/);
    expect((await control.list()).map((model) => model.modelRef)).toEqual(['m@v1', 'm@v2']);
    process.kill(served.pid ?? Number.NaN, 'SIGKILL');
    const back = await untilModel(control, 'm@v1', (model) => model.state === 'ready' && model.pid !== served.pid);
    expect(await answerOf(back)).toBe('{"intent":"refund"}');
    await control.remove('m@v2');
    expect(isAlive(other.pid ?? Number.NaN)).toBe(false);
    expect((await control.list()).map((model) => model.modelRef)).toEqual(['m@v1']);
  });
});
