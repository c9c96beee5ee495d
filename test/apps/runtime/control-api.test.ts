import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRuntimeControl, RuntimeRefusedError } from '../../../platform/runtime-control.js';
import { aRuntime, aRuntimeHome, aWantedModel, untilModel } from '../../support/runtimes.js';

// What is wanted and what is not is decided without llama.cpp: these supervisors have none, and say so of each model.
const noPython = 'no-such-python';

describe('the control API', () => {
  it('lists a wanted model at once, and says why it does not start', async () => {
    const home = await aRuntimeHome();
    const control = createRuntimeControl((await aRuntime(home, noPython)).url);
    const wanted = await aWantedModel(home, 'bytes');
    expect(await control.put(wanted)).toMatchObject({
      modelRef: wanted.modelRef,
      ggufSha256: wanted.ggufSha256,
      state: 'starting',
      address: null,
    });
    const failed = await untilModel(control, wanted.modelRef, (model) => model.state === 'failed');
    expect(failed.lastError).toMatch(/could not start no-such-python/);
    expect(await control.list()).toHaveLength(1);
  });

  it('takes the same model again as success, and other bytes under its name as a conflict', async () => {
    const home = await aRuntimeHome();
    const control = createRuntimeControl((await aRuntime(home, noPython)).url);
    const wanted = await aWantedModel(home, 'bytes');
    await control.put(wanted);
    await control.put(wanted);
    const other = await aWantedModel(home, 'other bytes');
    await expect(control.put(other)).rejects.toThrow(/use another name, or remove it first/);
    await expect(control.put(other)).rejects.toBeInstanceOf(RuntimeRefusedError);
    expect(await control.list()).toHaveLength(1);
  });

  it('accepts twenty models at once, and forgets none over a restart', async () => {
    const home = await aRuntimeHome();
    const first = await aRuntime(home, noPython);
    const wanted = await Promise.all(
      Array.from({ length: 20 }, (_, index) => aWantedModel(home, `bytes ${index}`, { modelRef: `m@v${index}` })),
    );
    await Promise.all(wanted.map((each) => createRuntimeControl(first.url).put(each)));
    await createRuntimeControl(first.url).remove('m@v7');
    await first.close();
    const second = createRuntimeControl((await aRuntime(home, noPython)).url);
    const names = (await second.list()).map((model) => model.modelRef);
    expect(names.toSorted()).toEqual(
      wanted
        .map((each) => each.modelRef)
        .filter((name) => name !== 'm@v7')
        .toSorted(),
    );
  });

  it('takes an unknown model as not there, and its removal as success', async () => {
    const control = createRuntimeControl((await aRuntime(await aRuntimeHome(), noPython)).url);
    expect(await control.get('m@v1')).toBeUndefined();
    await expect(control.remove('m@v1')).resolves.toBeUndefined();
  });

  it('refuses a body that is no wanted model, or one of another name', async () => {
    const home = await aRuntimeHome();
    const { url } = await aRuntime(home, noPython);
    const wanted = await aWantedModel(home, 'bytes');
    await expect(createRuntimeControl(url).put({ ...wanted, ggufSha256: 'abc' })).rejects.toThrow(/64 lower-case hex digits/);
    const put = (body: object): Promise<Response> =>
      fetch(`${url}/models/other@v1`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    expect((await put(wanted)).status).toBe(400);
    expect((await put({ ...wanted, modelRef: 'other@v1', surprise: 1 })).status).toBe(400);
  });

  it('answers health, and its client says when nobody does', async () => {
    const runtime = await aRuntime(await aRuntimeHome(), noPython);
    expect((await fetch(`${runtime.url}/health`)).status).toBe(200);
    await runtime.close();
    await expect(createRuntimeControl(runtime.url).list()).rejects.toThrow(/is `slipway runtime` running there/);
  });
});

describe('the wanted list', () => {
  it('stops the supervisor when it is damaged, instead of serving nothing', async () => {
    const home = await aRuntimeHome();
    await (await aRuntime(home, noPython)).close();
    await writeFile(join(home.stateDir, 'wanted.json'), '{"models": [{}]}');
    await expect(aRuntime(home, noPython)).rejects.toThrow(/repair it, or remove it/);
    expect(await readFile(join(home.stateDir, 'wanted.json'), 'utf8')).toBe('{"models": [{}]}');
  });
});
