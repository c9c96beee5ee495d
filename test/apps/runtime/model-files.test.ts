import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openModelFiles } from '../../../apps/runtime/model-files.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { aRuntimeHome, aWantedModel } from '../../support/runtimes.js';

describe('model files', () => {
  it('are fetched once for two names of the same bytes', async () => {
    const home = await aRuntimeHome();
    const wanted = await aWantedModel(home, 'bytes');
    let fetches = 0;
    const counting: ObjectStore = { ...home.store, readToFile: (key, path) => ((fetches += 1), home.store.readToFile(key, path)) };
    const files = await openModelFiles(home.stateDir, counting);
    const [left, right] = await Promise.all([files.obtain(wanted), files.obtain(wanted)]);
    expect(left).toBe(right);
    expect(await readFile(left, 'utf8')).toBe('bytes');
    await files.obtain(wanted);
    expect(fetches).toBe(1);
  });

  it('that nobody wants any more when they arrive are removed, unless they are wanted again', async () => {
    const home = await aRuntimeHome();
    const [dropped, kept] = [await aWantedModel(home, 'dropped'), await aWantedModel(home, 'kept')];
    let goOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    const slow: ObjectStore = { ...home.store, readToFile: (key, path) => gate.then(() => home.store.readToFile(key, path)) };
    const files = await openModelFiles(home.stateDir, slow);
    const fetched = [files.obtain(dropped), files.obtain(kept)];
    // Both are removed while they are fetched, and one is staged again.
    await files.keepOnly(new Set());
    fetched.push(files.obtain(kept));
    goOn();
    await Promise.all(fetched);
    expect(await readdir(home.stateDir)).toEqual([`${kept.ggufSha256}.gguf`]);
  });

  it('of another digest than wanted are refused and not kept', async () => {
    const home = await aRuntimeHome();
    const wanted = await aWantedModel(home, 'bytes', { ggufSha256: 'a'.repeat(64) });
    const files = await openModelFiles(home.stateDir, home.store);
    await expect(files.obtain(wanted)).rejects.toThrow(/expected SHA-256 a{64} of .*the stored object is not what was evaluated/);
    expect(await readdir(home.stateDir)).toEqual([]);
  });

  it('that were changed on this host are fetched again, by this supervisor and by the next', async () => {
    const home = await aRuntimeHome();
    const wanted = await aWantedModel(home, 'bytes');
    const files = await openModelFiles(home.stateDir, home.store);
    const path = await files.obtain(wanted);
    await appendFile(path, 'changed');
    expect(await readFile(await files.obtain(wanted), 'utf8')).toBe('bytes');
    await appendFile(path, 'changed');
    const next = await openModelFiles(home.stateDir, home.store);
    expect(await readFile(await next.obtain(wanted), 'utf8')).toBe('bytes');
  });

  it('that nobody wants are removed, and halves that a killed supervisor left', async () => {
    const home = await aRuntimeHome();
    const [kept, unwanted] = [await aWantedModel(home, 'kept'), await aWantedModel(home, 'unwanted')];
    const files = await openModelFiles(home.stateDir, home.store);
    await files.obtain(kept);
    await files.obtain(unwanted);
    await writeFile(join(home.stateDir, `${kept.ggufSha256}.gguf.1.partial`), 'half');
    await (await openModelFiles(home.stateDir, home.store)).keepOnly(new Set([kept.ggufSha256]));
    expect(await readdir(home.stateDir)).toEqual([`${kept.ggufSha256}.gguf`]);
  });
});
