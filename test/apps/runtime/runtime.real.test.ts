import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createInfer } from '../../../evaluation/infer.js';
import type { RunningModel } from '../../../platform/ports.js';
import { isAlive } from '../../../platform/process-group.js';
import { createRuntimeControl } from '../../../platform/runtime-control.js';
import { goldenGguf, missingParts, tools } from '../../support/golden.js';
import { withUint32 } from '../../support/gguf-writer.js';
import { aRuntime, aRuntimeHome, aWantedFile, aWantedModel, untilModel, type RuntimeHome } from '../../support/runtimes.js';

const isReady = (model: RunningModel): boolean => model.state === 'ready';
const pidOf = (model: RunningModel): number => model.pid ?? Number.NaN;

async function answerOf(model: RunningModel): Promise<string> {
  const answer = await createInfer(model.address ?? '', model.modelRef)([{ role: 'user', content: 'Where is my parcel?' }], 8);
  return answer.text;
}

/** A supervisor that can be killed. Its inference processes must not outlive the test either. */
async function aRuntimeProcess(home: RuntimeHome): Promise<{ url: string; pid: number }> {
  const program = fileURLToPath(new URL('../../support/runtime-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, home.stateDir, home.storeDir, tools.python], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { url, pid: child.pid ?? Number.NaN };
}

describe.skipIf(missingParts !== undefined)(`a host's models, served by the real llama.cpp ${missingParts ?? ''}`, () => {
  let golden = '';
  beforeAll(async () => {
    golden = await goldenGguf();
  });

  it('answer once ready, and are gone when removed', async () => {
    const home = await aRuntimeHome();
    const control = createRuntimeControl((await aRuntime(home, tools.python)).url);
    const wanted = await aWantedFile(home, golden);
    await control.put(wanted);
    const model = await untilModel(control, wanted.modelRef, isReady);
    expect(model).toMatchObject({ ggufSha256: wanted.ggufSha256, restarts: 0, lastError: null });
    expect(await answerOf(model)).toBe(await answerOf(model));
    await control.remove(wanted.modelRef);
    expect(await control.list()).toEqual([]);
    expect(isAlive(pidOf(model))).toBe(false);
  });

  it('run side by side, one process each', async () => {
    const home = await aRuntimeHome();
    const control = createRuntimeControl((await aRuntime(home, tools.python)).url);
    for (const modelRef of ['m@v1', 'm@v2']) await control.put(await aWantedFile(home, golden, { modelRef }));
    const [first, second] = await Promise.all(['m@v1', 'm@v2'].map((modelRef) => untilModel(control, modelRef, isReady)));
    expect(first?.address).not.toBe(second?.address);
  });

  it('are started again after a kill -9', async () => {
    const home = await aRuntimeHome();
    const control = createRuntimeControl((await aRuntime(home, tools.python)).url);
    const wanted = await aWantedFile(home, golden);
    await control.put(wanted);
    const before = await untilModel(control, wanted.modelRef, isReady);
    process.kill(pidOf(before), 'SIGKILL');
    const after = await untilModel(control, wanted.modelRef, (model) => isReady(model) && model.pid !== before.pid);
    expect(after.restarts).toBe(1);
    expect(after.lastError).toMatch(/ended by SIGKILL/);
    expect(await answerOf(after)).not.toBe('');
  });

  it('that crash again and again are failed, with the reason, and come back by themselves', async () => {
    const home = await aRuntimeHome();
    const control = createRuntimeControl((await aRuntime(home, tools.python)).url);
    const wanted = await aWantedFile(home, golden);
    await control.put(wanted);
    let last = await untilModel(control, wanted.modelRef, isReady);
    for (let crash = 1; crash <= 3; crash += 1) {
      const { pid } = last;
      process.kill(pidOf(last), 'SIGKILL');
      last = await untilModel(control, wanted.modelRef, (model) =>
        crash < 3 ? isReady(model) && model.pid !== pid : model.state === 'failed',
      );
    }
    expect(last).toMatchObject({ address: null, pid: null });
    expect(last.lastError).toMatch(/SIGKILL/);
    expect((await untilModel(control, wanted.modelRef, isReady)).restarts).toBe(3);
  });

  it('whose bytes are not the wanted ones are failed and never started', async () => {
    const home = await aRuntimeHome();
    const control = createRuntimeControl((await aRuntime(home, tools.python)).url);
    const wanted = await aWantedFile(home, golden, { ggufSha256: 'a'.repeat(64) });
    await control.put(wanted);
    const failed = await untilModel(control, wanted.modelRef, (model) => model.state === 'failed');
    expect(failed).toMatchObject({ pid: null, address: null });
    expect(failed.lastError).toMatch(/expected SHA-256 a{64}/);
  });

  it('that llama.cpp cannot load say why, each in its own process, while others serve', async () => {
    const home = await aRuntimeHome();
    const control = createRuntimeControl((await aRuntime(home, tools.python)).url);
    const bytes = await readFile(golden);
    const damaged: readonly (readonly [string, Buffer, RegExp])[] = [
      ['empty', Buffer.alloc(0), /^ArtifactInvalid: .*failed to read magic/],
      ['cut', bytes.subarray(0, bytes.length / 2), /^ArtifactInvalid: .*not within the file bounds/],
      [
        'other',
        Buffer.from(bytes.toString('latin1').replaceAll('llama', 'llamx'), 'latin1'),
        /^ArtifactInvalid: .*unknown model architecture/,
      ],
      ['numberless', Buffer.from(bytes).fill(0xff, bytes.length - 8_192), /^ArtifactInvalid: .*invalid data/],
      ['abort', withUint32(bytes, 'llama.attention.value_length', 0x8000_0040), /^RuntimeFailed: it was ended by SIGABRT: .*GGML_ASSERT/],
    ];
    const served = await aWantedFile(home, golden);
    await control.put(served);
    for (const [name, content] of damaged) await control.put(await aWantedModel(home, content, { modelRef: `m@${name}` }));
    const model = await untilModel(control, served.modelRef, isReady);
    for (const [name, , reason] of damaged) {
      const failed = await untilModel(control, `m@${name}`, (now) => now.state === 'failed');
      expect(failed.lastError).toMatch(reason);
    }
    expect(await answerOf(model)).not.toBe('');
    expect(await control.get(served.modelRef)).toMatchObject({ state: 'ready', restarts: 0 });
  });

  it('are the same after the supervisor started again', async () => {
    const home = await aRuntimeHome();
    const first = await aRuntime(home, tools.python);
    const wanted = await aWantedFile(home, golden);
    await createRuntimeControl(first.url).put(wanted);
    const before = await untilModel(createRuntimeControl(first.url), wanted.modelRef, isReady);
    await first.close();
    expect(isAlive(pidOf(before))).toBe(false);
    const second = createRuntimeControl((await aRuntime(home, tools.python)).url);
    const after = await untilModel(second, wanted.modelRef, isReady);
    expect(after.ggufSha256).toBe(before.ggufSha256);
    expect(await answerOf(after)).not.toBe('');
  });

  it('die with a supervisor that is killed, and are served again by the next', async () => {
    const home = await aRuntimeHome();
    const supervisor = await aRuntimeProcess(home);
    const wanted = await aWantedFile(home, golden);
    await createRuntimeControl(supervisor.url).put(wanted);
    const before = await untilModel(createRuntimeControl(supervisor.url), wanted.modelRef, isReady);
    process.kill(supervisor.pid, 'SIGKILL');
    await vi.waitFor(() => expect(isAlive(pidOf(before))).toBe(false), { timeout: 10_000, interval: 20 });
    const next = createRuntimeControl((await aRuntime(home, tools.python)).url);
    expect(await answerOf(await untilModel(next, wanted.modelRef, isReady))).not.toBe('');
  });
});
