/**
 * Unpacks packages of this machine's Debian or Ubuntu into a folder. Not installed into the system: that needs root, and would
 * start Prometheus as a service on all interfaces. apt checks every package against the signed lists of the distribution.
 */

import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withDownloadProgress } from '../download-progress.js';
import { execute } from '../execute.js';
import { ExplainedError, type Explanation } from '../../domain/explained-error.js';
import { findOnPath } from '../machine.js';
import type { SetupContext } from '../report.js';
import { withElapsed } from './elapsed.js';

export interface DebianPackage {
  /** Name of the tool, for reports. */
  readonly part: string;
  readonly name: string;
  /** Also what the package needs and this machine lacks. */
  readonly withDependencies: boolean;
  /** Folders and files of the packages that are kept, without the leading slash; those that are not there are passed over. */
  readonly keep: readonly string[];
}

/** What to do on macOS, and everywhere else where there is no apt. */
export async function debianObstacle({ env }: SetupContext, tool: string, onMac: string): Promise<Explanation | undefined> {
  const found = await Promise.all(['apt-get', 'dpkg'].map((name) => findOnPath(name, env)));
  if (found.every((path) => path !== undefined)) return undefined;
  const next = process.platform === 'darwin' ? onMac : `install ${tool} with this system's package manager, so that it is on PATH`;
  return { what: `${tool} is unpacked from a package of Debian or Ubuntu`, why: 'found no apt-get and dpkg on PATH', next };
}

/** Path of the folder with what is kept. `work` must be empty, and large enough for all of it twice. */
export async function unpackDebian(context: SetupContext, wanted: DebianPackage, work: string): Promise<string> {
  const apt = await readLists(context, wanted, work);
  const packages = wanted.withDependencies ? await missingPackages(apt, wanted) : [wanted.name];
  const files = await locate(apt, wanted, packages);
  const arrival = join(work, 'arrival');
  await mkdir(arrival);
  const megabytes = Math.ceil(files.reduce((sum, file) => sum + file.bytes, 0) / 1_000_000);
  await withDownloadProgress(context, { part: wanted.part, text: `downloads ${wanted.name}`, megabytes, folder: arrival }, () =>
    apt(['--quiet', 'download', ...packages], arrival),
  );
  const unpacked = join(work, 'unpacked');
  await withElapsed(
    context,
    { part: wanted.part, text: `unpacks ${files.length === 1 ? files[0]?.name : `${files.length} packages`}` },
    async () => {
      for (const file of files) {
        const result = await execute({ program: 'dpkg', args: ['-x', join(arrival, file.name), unpacked], env: context.env });
        if (result.exitCode !== 0) throw new Error(`could not unpack ${file.name}: ${result.stderr.trim()}`);
      }
    },
  );
  const kept = join(work, 'made');
  for (const path of wanted.keep) await keep(join(unpacked, path), join(kept, path));
  return kept;
}

/** Answers every line it printed. */
type Apt = (args: readonly string[], cwd: string) => Promise<readonly string[]>;

/** Lists of its own: reading the system's would need root to refresh them, and a container image has none. */
async function readLists(context: SetupContext, { part, name }: DebianPackage, work: string): Promise<Apt> {
  const [lists, cache] = [join(work, 'lists'), join(work, 'cache')];
  await mkdir(join(lists, 'partial'), { recursive: true });
  await mkdir(join(cache, 'archives', 'partial'), { recursive: true });
  const settings = [`Dir::State::lists=${lists}`, `Dir::Cache=${cache}`, 'Debug::NoLocking=1', 'APT::Sandbox::User=root'];
  const options = [...settings, 'Acquire::Languages=none'].flatMap((setting) => ['-o', setting]);
  const env = { ...context.env, LC_ALL: 'C' };
  const run = async (args: readonly string[], cwd: string) => {
    const lines: string[] = [];
    const onLine = (line: string): unknown => lines.push(line);
    return { ...(await execute({ program: 'apt-get', args: [...options, ...args], cwd, env, onLine })), lines };
  };
  // Its exit code says nothing: one list of many that is out of reach, or a hook that wants root, need not be in the way.
  const update = await withElapsed(context, { part, text: 'reads the package lists' }, () => run(['--quiet', 'update'], work));
  return async (args, cwd) => {
    const result = await run(args, cwd);
    if (result.exitCode === 0) return result.lines;
    const why = [...complaints(result.stderr), ...complaints(update.stderr)].slice(0, 2).join(' ');
    throw new ExplainedError({
      what: `could not fetch the package ${name}`,
      why: why || 'apt-get gave no reason',
      next: 'look at the network and at the package sources (apt-get update)',
    });
  };
}

/** By a simulated installation: `Inst libnss3 [older] (2:3.87 Debian:12 [amd64])`. */
async function missingPackages(apt: Apt, { name }: DebianPackage): Promise<string[]> {
  const plan = await apt(['--simulate', '--no-install-recommends', 'install', name], '.');
  const packages = plan.flatMap((line) => {
    const [, missing, version] = /^Inst (\S+) (?:\[[^\]]*\] )?\((\S+)/.exec(line) ?? [];
    return missing === undefined ? [] : [`${missing}=${version}`];
  });
  // A C library beside the system's own loader ends every program at once.
  return packages.filter((each) => !each.startsWith('libc6='));
}

/** `'address' prometheus_2.42_amd64.deb 19257088 SHA256:…` for each. */
async function locate(apt: Apt, { name }: DebianPackage, packages: readonly string[]): Promise<{ name: string; bytes: number }[]> {
  const lines = packages.length === 0 ? [] : await apt(['--print-uris', 'download', ...packages], '.');
  const files = lines.flatMap((line) => {
    const [, file, bytes] = /^'[^']*' (\S+) (\d+)/.exec(line) ?? [];
    return file === undefined ? [] : [{ name: file, bytes: Number(bytes) }];
  });
  if (files.length > 0) return files;
  throw new ExplainedError({
    what: `expected packages to download for ${name}`,
    why: 'apt-get named none',
    next: `if dpkg lists ${name} as installed, reinstall it; otherwise run apt-get update`,
  });
}

async function keep(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
}

function complaints(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => /^[EW]:/.test(line))
    .map((line) => line.slice(2).trim());
}
