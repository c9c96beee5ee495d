/** Lets the Temporal SDK download its server. In a process of its own: the SDK's runtime is a singleton which the worker wants to install itself. */

import { mkdir } from 'node:fs/promises';
import { packageRoot } from '../platform/package-root.js';
import { execute } from './execute.js';
import type { SetupContext } from './report.js';

/** Starting a server is how the SDK downloads one; it is torn down at once. `@temporalio/testing` is there in a checkout only. */
const script = `
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const executable = { type: 'cached-download', downloadDir: process.argv[1] };
  const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } });
  await environment.teardown();
`;

/** Several minutes on a slow line; a machine without a way out fails at once. */
const timeoutMilliseconds = 600_000;

/** Undefined when it worked, else why not. */
export async function downloadBySdk({ env, report }: SetupContext, directory: string): Promise<string | undefined> {
  report({ part: 'temporal', text: 'lets the Temporal SDK download its server' });
  await mkdir(directory, { recursive: true });
  const args = ['--input-type=module', '--eval', script, directory];
  const result = await execute({ program: process.execPath, args, cwd: packageRoot(), env, timeoutMilliseconds });
  if (result.exitCode === 0) return undefined;
  const reason = result.stderr.split('\n').find((line) => /Error:|Cannot find/.test(line));
  return reason?.trim() ?? 'it ended without a reason';
}
