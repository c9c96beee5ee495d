/** Which Slipway made a version: the commit in a checkout, the package's version elsewhere. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../platform/package-root.js';
import type { ProcessRunner } from '../../platform/ports.js';

export async function codeVersion(processes: ProcessRunner): Promise<string> {
  const root = packageRoot();
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  // Without git, or in an installed package, there is no commit to name.
  const git = await processes.run({ program: 'git', args: ['-C', root, 'describe', '--always', '--dirty'] }).catch(() => undefined);
  return git?.exitCode === 0 ? `${version}+${git.stdout.trim()}` : version;
}
