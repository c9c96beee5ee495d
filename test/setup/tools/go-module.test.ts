import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { execute } from '../../../setup/execute.js';
import { ambient } from '../../../setup/layout.js';
import { findOnPath } from '../../../setup/machine.js';
import type { SetupContext } from '../../../setup/report.js';
import { buildModule, goObstacle, type GoModule } from '../../../setup/tools/go-module.js';
import { DigestMismatchError } from '../../../setup/wheel.js';
import { aFolder, anEnvironment, aProgram, aReport } from '../../support/set-up.js';

const [path, version] = ['example.com/probe', 'v1.0.0'];
const noGo = (await findOnPath('go', ambient)) === undefined ? 'no go on PATH: see https://go.dev/doc/install' : undefined;

/** Go takes no zip with entries of their own for folders. */
const zipWithoutFolders = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as archive:
    for name in sys.argv[2:]:
        archive.write(name)
`;

/** A Go module proxy as a folder, with one module in it, and caches that nobody else uses. */
async function aProxy(source: string): Promise<Record<string, string>> {
  const [proxy, staging, cache] = [await aFolder(), await aFolder(), await aFolder()];
  const module = join(staging, `${path}@${version}`);
  const versions = join(proxy, path, '@v');
  await mkdir(module, { recursive: true });
  await mkdir(versions, { recursive: true });
  const goMod = `module ${path}\n\ngo 1.21\n`;
  await writeFile(join(module, 'go.mod'), goMod);
  await writeFile(join(module, 'main.go'), source);
  await writeFile(join(versions, `${version}.mod`), goMod);
  await writeFile(join(versions, `${version}.info`), JSON.stringify({ Version: version, Time: '2026-01-01T00:00:00Z' }));
  await writeFile(join(versions, 'list'), `${version}\n`);
  const files = ['go.mod', 'main.go'].map((name) => `${path}@${version}/${name}`);
  const args = ['-c', zipWithoutFolders, join(versions, `${version}.zip`), ...files];
  expect((await execute({ program: 'python3', args, cwd: staging, env: ambient })).exitCode).toBe(0);
  const own = { GOPROXY: `file://${proxy}`, GOSUMDB: 'off', GOMODCACHE: join(cache, 'mod'), GOTOOLCHAIN: 'local' };
  // Go makes its module cache read-only, so that only Go itself can remove it.
  onTestFinished(async () => void (await execute({ program: 'go', args: ['clean', '-modcache'], env: { ...ambient, ...own } })));
  return { ...ambientVariables(), ...own };
}

function ambientVariables(): Record<string, string> {
  return anEnvironment({ HOME: ambient['HOME'] ?? '' });
}

async function digestOf(env: Record<string, string>): Promise<string> {
  const result = await execute({ program: 'go', args: ['mod', 'download', '-json', `${path}@${version}`], cwd: await aFolder(), env });
  return (JSON.parse(result.stdout) as { Sum: string }).Sum;
}

async function build(env: Record<string, string>, sum: string): Promise<string> {
  const module: GoModule = { part: 'probe', path, version, sum };
  const context: SetupContext = { home: await aFolder(), env, report: aReport().report };
  return buildModule(context, module, { work: await aFolder(), packages: ['.'], linkerFlags: '-s -w', env: { CGO_ENABLED: '0' } });
}

describe.skipIf(noGo !== undefined)(`building a Go module ${noGo ?? ''}`, { timeout: 120_000 }, () => {
  it('refuses a module with another digest than the pinned one', async () => {
    const env = await aProxy('package main\n');
    const refused = build(env, 'h1:0000');
    await expect(refused).rejects.toThrow(DigestMismatchError);
    await expect(refused).rejects.toThrow(/has the digest h1:.+, expected h1:0000; nothing was built/);
  });

  it('says why and what to do where no module proxy answers', async () => {
    const env = { ...(await aProxy('package main\n')), GOPROXY: `file://${await aFolder()}` };
    await expect(build(env, 'h1:0000')).rejects.toThrow(
      /^could not download example\.com\/probe@v1\.0\.0, .+; look at the network and at the Go module proxy/,
    );
  });

  it("gives the compiler's words when it does not compile", async () => {
    const env = await aProxy('package main\n\nfunc main() { nothing() }\n');
    await expect(build(env, await digestOf(env))).rejects.toThrow(/could not build probe v1\.0\.0, .*undefined: nothing/);
  });

  it('makes a program that runs', async () => {
    const env = await aProxy('package main\n\nfunc main() { println("made") }\n');
    const folder = await build(env, await digestOf(env));
    expect(await execute({ program: join(folder, 'probe'), args: [], env: {} })).toMatchObject({ exitCode: 0, stderr: 'made\n' });
  });
});

describe('the Go to build with', () => {
  it.each([
    ['too old', 'echo go version go1.19.8 linux/amd64', 'found go version go1.19.8 linux/amd64'],
    ['broken', 'echo no room >&2; exit 2', 'go does not run: no room'],
  ])('is refused when it is %s', async (_, script, why) => {
    const folder = await aFolder();
    await aProgram(join(folder, 'go'), script);
    const context = { home: folder, env: { PATH: folder }, report: aReport().report };
    expect(await goObstacle(context, 'versitygw')).toMatchObject({ what: 'versitygw is built with Go 1.21 or newer', why });
  });
});
