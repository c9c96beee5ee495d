import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireBasePython } from '../../setup/base-python.js';
import { writeStamp } from '../../setup/installed.js';
import { ensurePython } from '../../setup/python.js';
import { pinOf } from '../../setup/python-versions.js';
import type { Locks } from '../../setup/python-versions.js';
import { aFolder, anEnvironment, aProgram, aReport } from '../support/set-up.js';

const locked = { torch: '2.15.0', trl: '1.16.0', transformers: '5.23.0', peft: '0.21.2', xllamacpp: '2026.10.11549' };

async function someLocks(): Promise<Locks> {
  const folder = await aFolder();
  const locks = { requirements: join(folder, 'requirements.lock'), torch: join(folder, 'torch.lock') };
  const { torch, ...others } = locked;
  await writeFile(
    locks.requirements,
    Object.entries(others)
      .map(([name, version]) => `${name}==${version} \\\n    --hash=sha256:00\n`)
      .join(''),
  );
  await writeFile(locks.torch, `torch==${torch} ; sys_platform == 'linux' \\\n    --hash=sha256:00\n`);
  return locks;
}

/** A program that answers every question with the same JSON. */
async function aPythonThatSays(answer: object): Promise<string> {
  return aProgram(join(await aFolder(), 'python3'), `echo '${JSON.stringify(answer)}'`);
}

describe('the Python to build on', () => {
  it.each([
    [
      'too old',
      { version: [3, 10, 2], executable: '/py', venv: true },
      /expected Python >= 3\.11 with venv, found 3\.10\.2 \(\/py\); .*install/,
    ],
    ['without venv', { version: [3, 12, 1], executable: '/py', venv: false }, /3\.12\.1\) has no venv; .*install/],
  ])('is refused when it is %s, with the command that installs the right one', async (_, answer, message) => {
    const env = anEnvironment({ SLIPWAY_PYTHON_BASE: await aPythonThatSays(answer) });
    await expect(requireBasePython(env)).rejects.toThrow(message);
  });

  it('is asked for when there is none', async () => {
    await expect(requireBasePython(anEnvironment({ PATH: await aFolder() }))).rejects.toThrow(/found none on PATH; install it: /);
  });

  it.each([
    ['is not there', '/nowhere/python3'],
    ['is another program', '/bin/true'],
  ])('is refused by the name of its variable when what SLIPWAY_PYTHON_BASE names %s', async (_, program) => {
    await expect(requireBasePython(anEnvironment({ SLIPWAY_PYTHON_BASE: program }))).rejects.toThrow(
      `expected Python >= 3.11 with venv in SLIPWAY_PYTHON_BASE=${program}, found no Python that runs; unset it, or name another`,
    );
  });

  it('passes over a name on PATH that does not run, as the shim of a version manager', async () => {
    const folder = await aFolder();
    await aProgram(join(folder, 'python3.13'), 'exit 127');
    await aProgram(join(folder, 'python3'), `echo '${JSON.stringify({ version: [3, 11, 7], executable: '/py311', venv: true })}'`);
    expect((await requireBasePython(anEnvironment({ PATH: folder }))).executable).toBe('/py311');
  });
});

describe('the Python environment', () => {
  it('is the one of SLIPWAY_PYTHON when its packages are the locked ones; a CPU build of torch is one of them', async () => {
    const python = await aPythonThatSays({ ...locked, torch: '2.15.0+cpu' });
    const { report, lines } = aReport();
    const env = anEnvironment({ SLIPWAY_PYTHON: python });
    expect(await ensurePython(report, { env, home: await aFolder(), locks: await someLocks() })).toEqual({ python });
    expect(lines).toEqual([`python: takes Python from SLIPWAY_PYTHON: ${python}`]);
  });

  it('refuses a SLIPWAY_PYTHON with other packages and names each', async () => {
    const env = anEnvironment({ SLIPWAY_PYTHON: await aPythonThatSays({ ...locked, trl: '1.15.0', xllamacpp: null }) });
    const ensured = ensurePython(aReport().report, { env, home: await aFolder(), locks: await someLocks() });
    await expect(ensured).rejects.toThrow(/trl 1\.15\.0 instead of 1\.16\.0; xllamacpp is missing/);
  });

  it('is taken as it is when it was made from the present locks, without asking any program', async () => {
    const [home, locks] = [await aFolder(), await someLocks()];
    await aProgram(join(home, 'python', 'bin', 'python'), 'exit 1');
    const bytes = Buffer.byteLength('#!/bin/sh\nexit 1\n');
    await writeStamp(home, 'python', { pin: await pinOf(locks), files: [{ path: 'python/bin/python', bytes, sha256: '' }] });
    const { report, lines } = aReport();
    const { python } = await ensurePython(report, { env: anEnvironment({ PATH: '' }), home, locks });
    expect(python).toBe(join(home, 'python', 'bin', 'python'));
    expect(lines).toEqual([]);
  });

  it('is made anew when a lock has changed', async () => {
    const [home, locks] = [await aFolder(), await someLocks()];
    await aProgram(join(home, 'python', 'bin', 'python'), 'exit 1');
    await writeStamp(home, 'python', { pin: 'locks@of-last-month', files: [{ path: 'python/bin/python', bytes: 17, sha256: '' }] });
    const ensured = ensurePython(aReport().report, { env: anEnvironment({ PATH: '' }), home, locks });
    await expect(ensured).rejects.toThrow(/expected Python >= 3\.11/);
  });
});
