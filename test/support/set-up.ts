/** Small real things for tests of set-up: a home of its own, programs that answer, wheels that pip installs from a folder. */

import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ensureBootstrap } from '../../setup/bootstrap.js';
import { execute } from '../../setup/execute.js';
import { ambient, layoutOf, slipwayHome } from '../../setup/layout.js';
import type { Report, SetupContext } from '../../setup/report.js';

/** A temporary folder, removed after the test. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-set-up-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An executable shell script. */
export async function aProgram(path: string, script: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

export interface Reported {
  readonly report: Report;
  readonly lines: string[];
}

export function aReport(): Reported {
  const lines: string[] = [];
  return { lines, report: ({ part, text }) => lines.push(`${part}: ${text}`) };
}

/** The test's process environment with a chosen PATH and without any Temporal or Slipway setting. */
export function anEnvironment(overrides: Record<string, string> = {}): Record<string, string> {
  const kept = Object.entries(ambient).filter(([name]) => !/^(TEMPORAL_|SLIPWAY_|HOME$|XDG_|PIP_NO_INDEX|PIP_FIND_LINKS)/.test(name));
  return { ...Object.fromEntries(kept.map(([name, value]) => [name, value ?? ''])), ...overrides };
}

/** A context whose pip finds packages in `wheels` only. The download environment is the checkout's own: making one takes three seconds. */
export async function anOfflineContext(wheels: string, report: Report): Promise<SetupContext> {
  const home = await aFolder();
  await ensureBootstrap({ home: slipwayHome(), env: ambient, report: () => undefined });
  await symlink(layoutOf().bootstrap, join(home, 'bootstrap'));
  return { home, env: anEnvironment({ PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels, HTTPS_PROXY: 'http://127.0.0.1:9' }), report };
}

/** A wheel of `name==version` (the name with hyphens) with one script of that name, as pip accepts it. */
export async function aWheel(folder: string, requirement: string, script: string): Promise<string> {
  const [name = '', version = ''] = requirement.split('==');
  const distribution = `${name.replaceAll('-', '_')}-${version}`;
  const staging = await aFolder();
  await aProgram(join(staging, `${distribution}.data`, 'scripts', name), script);
  const facts = join(staging, `${distribution}.dist-info`);
  await mkdir(facts);
  await writeFile(join(facts, 'METADATA'), `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`);
  await writeFile(join(facts, 'WHEEL'), 'Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-any\n');
  await writeFile(join(facts, 'RECORD'), '');
  const wheel = join(folder, `${distribution}-py3-none-any.whl`);
  const args = ['-m', 'zipfile', '-c', wheel, `${distribution}.data`, `${distribution}.dist-info`];
  const result = await execute({ program: 'python3', args, cwd: staging, env: ambient });
  if (result.exitCode !== 0) throw new Error(result.stderr);
  return wheel;
}
