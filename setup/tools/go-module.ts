/** Builds a program from a Go module whose digest is pinned. Its own `go.sum`, which that digest covers, pins everything it needs. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { execute, jsonOf } from '../execute.js';
import { ExplainedError, type Explanation } from '../../domain/explained-error.js';
import type { Environment } from '../layout.js';
import { findOnPath } from '../machine.js';
import type { SetupContext } from '../report.js';
import { DigestMismatchError } from '../wheel.js';
import { withElapsed } from './elapsed.js';

export interface GoModule {
  /** Name of the tool, for reports. */
  readonly part: string;
  readonly path: string;
  readonly version: string;
  /** Go's own digest of the module's files. */
  readonly sum: string;
}

export interface GoBuild {
  /** A folder that is no Go module. */
  readonly work: string;
  /** `./cmd/versitygw`; the programs are called as these are. */
  readonly packages: readonly string[];
  readonly linkerFlags: string;
  readonly env: Environment;
}

/** From 1.21 on, Go fetches the release that a module asks for by itself. */
const goFloor = [1, 21] as const;

const downloadSchema = z.object({ Dir: z.string().optional(), Sum: z.string().optional(), Error: z.string().optional() });

export async function goObstacle({ env }: SetupContext, tool: string): Promise<Explanation | undefined> {
  const what = `${tool} is built with Go ${goFloor.join('.')} or newer`;
  const install = process.platform === 'darwin' ? 'brew install go' : 'see https://go.dev/doc/install';
  const next = `${install}, or put ${tool} on PATH`;
  if ((await findOnPath('go', env)) === undefined) return { what, why: 'found no go on PATH', next };
  const { exitCode, stdout, stderr } = await execute({ program: 'go', args: ['version'], env, timeoutMilliseconds: 60_000 });
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(stdout)?.map(Number) ?? [];
  if (exitCode !== 0 || major === undefined || minor === undefined) return { what, why: `go does not run: ${firstLine(stderr)}`, next };
  const newEnough = major > goFloor[0] || (major === goFloor[0] && minor >= goFloor[1]);
  return newEnough ? undefined : { what, why: `found ${stdout.trim()}`, next };
}

/** The folder in `work` with the programs. What was compiled before an interruption stays in Go's cache: the next try goes on from there. */
export async function buildModule(context: SetupContext, module: GoModule, build: GoBuild): Promise<string> {
  const source = await download(context, module, build.work);
  const folder = join(build.work, 'made');
  await mkdir(folder);
  await compile(context, module, { ...build, source, folder });
  return folder;
}

/** Folder of the source in Go's own cache. */
async function download(context: SetupContext, pin: GoModule, work: string): Promise<string> {
  const { part, path, version, sum } = pin;
  const args = ['mod', 'download', '-json', `${path}@${version}`];
  const env = goEnvironment(context.env);
  const result = await withElapsed(context, { part, text: `downloads ${path} ${version}` }, () =>
    execute({ program: 'go', args, cwd: work, env }),
  );
  const answer = downloadSchema.safeParse(jsonOf(result.stdout)).data;
  if (result.exitCode !== 0 || answer?.Dir === undefined) {
    throw new ExplainedError({
      what: `could not download ${path}@${version}`,
      why: firstLine(answer?.Error ?? result.stderr),
      next: 'look at the network and at the Go module proxy in use (go env GOPROXY)',
    });
  }
  if (answer.Sum !== sum) {
    throw new DigestMismatchError({
      what: `${path}@${version} has the digest ${answer.Sum ?? '(none)'}`,
      why: `expected ${sum}`,
      next: 'nothing was built; look at the Go module proxy in use (go env GOPROXY)',
    });
  }
  return answer.Dir;
}

async function compile(
  context: SetupContext,
  { part, version }: GoModule,
  build: GoBuild & { readonly source: string; readonly folder: string },
): Promise<void> {
  const args = ['build', '-v', '-mod=readonly', '-buildvcs=false', '-trimpath', '-ldflags', build.linkerFlags];
  let packages = 0;
  const onLine = (line: string): void => {
    if (/^[\w./-]+$/.test(line)) packages += 1;
  };
  const step = { part, text: `compiles ${part} ${version}`, detail: () => `${packages} packages` };
  const result = await withElapsed(context, step, () =>
    execute({
      program: 'go',
      args: [...args, '-o', build.folder, ...build.packages],
      cwd: build.source,
      env: { ...goEnvironment(context.env), ...build.env },
      onLine,
    }),
  );
  if (result.exitCode === 0) return;
  const lines = result.stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^[\w./-]+$/.test(line) && !line.startsWith('go: downloading'));
  throw new ExplainedError({
    what: `could not build ${part} ${version}`,
    why: lines.slice(0, 3).join(' ') || 'go ended without a reason',
    next: `look at the network (go env GOPROXY) and at go version, or put ${part} on PATH`,
  });
}

/** Flags of the user's own projects must not change what is built here. */
function goEnvironment(env: Environment): Environment {
  return { ...env, GOFLAGS: '', GOWORK: 'off' };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] || 'no reason given';
}
