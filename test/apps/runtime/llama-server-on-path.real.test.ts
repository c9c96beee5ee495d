import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { isAlive, stopGroup } from '../../../platform/process-group.js';
import { createRuntimeControl } from '../../../platform/runtime-control.js';
import { goldenGguf, missingParts, tools } from '../../support/golden.js';
import { aRuntime, aRuntimeHome, aWantedFile, untilModel, type RuntimeHome } from '../../support/runtimes.js';

/** llama.cpp's server under the binary's name and with its flags; like the binary it does not notice when its parent dies. */
const binary = (python: string, serveDir: string): string => `#!${python}
import signal, sys
sys.path.insert(0, ${JSON.stringify(serveDir)})
if sys.argv[1:] == ["--version"]:
    sys.exit(0)
import xllamacpp
from llama import parameters
flags = ["--metrics", "--slots", "--check-tensors", "--no-cache-prompt"]
words = [word for word in sys.argv[1:] if word not in flags]
values = dict(zip(words[::2], words[1::2]))
parallel = int(values["-np"])
server = xllamacpp.Server(parameters(xllamacpp, {
    "ggufPath": values["-m"], "alias": values["-a"], "host": values["--host"], "port": int(values["--port"]),
    "contextTokens": int(values["-c"]) // parallel, "parallel": parallel, "threads": int(values["-t"]),
    "batch": int(values["-b"]), "cachePrompt": "--no-cache-prompt" not in sys.argv,
}))
signal.pause()
`;

async function withBinaryOnPath(home: RuntimeHome): Promise<void> {
  const folder = join(home.storeDir, '..', 'bin');
  await mkdir(folder);
  await writeFile(join(folder, 'llama-server'), binary(tools.python, join(tools.programsDir, 'serve')), { mode: 0o755 });
  const before = process.env['PATH'];
  process.env['PATH'] = `${folder}:${before}`;
  onTestFinished(() => {
    process.env['PATH'] = before;
  });
}

describe.skipIf(missingParts !== undefined)(`a llama-server on PATH ${missingParts ?? ''}`, () => {
  let golden = '';
  beforeAll(async () => {
    golden = await goldenGguf();
  });

  it('is used instead of the Python environment', async () => {
    const home = await aRuntimeHome();
    await withBinaryOnPath(home);
    const control = createRuntimeControl((await aRuntime(home, 'no-such-python')).url);
    const wanted = await aWantedFile(home, golden, { parallel: 1 });
    await control.put(wanted);
    expect((await untilModel(control, wanted.modelRef, (model) => model.state === 'ready')).address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('that outlives a killed supervisor is ended by the next one', async () => {
    const home = await aRuntimeHome();
    await withBinaryOnPath(home);
    const program = fileURLToPath(new URL('../../support/runtime-process.ts', import.meta.url));
    const supervisor = spawn(process.execPath, ['--import', 'tsx', program, home.stateDir, home.storeDir, 'no-such-python'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void supervisor.kill('SIGKILL'));
    const [url] = (await once(createInterface(supervisor.stdout), 'line')) as [string];
    const wanted = await aWantedFile(home, golden);
    await createRuntimeControl(url).put(wanted);
    const orphan = (await untilModel(createRuntimeControl(url), wanted.modelRef, (model) => model.state === 'ready')).pid ?? Number.NaN;
    onTestFinished(() => stopGroup(orphan, 0));
    supervisor.kill('SIGKILL');
    await once(supervisor, 'exit');
    expect(isAlive(orphan)).toBe(true);
    const next = createRuntimeControl((await aRuntime(home, 'no-such-python')).url);
    expect(isAlive(orphan)).toBe(false);
    expect((await untilModel(next, wanted.modelRef, (model) => model.state === 'ready')).pid).not.toBe(orphan);
  });
});
