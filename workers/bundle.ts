/** The workflow code as workers load it: prebuilt in an installed package, bundled from the sources in a checkout. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleOption } from '@temporalio/worker';

const prebuilt = fileURLToPath(new URL('./workflow-bundle.js', import.meta.url));

export async function workflowBundle(): Promise<WorkflowBundleOption> {
  return existsSync(prebuilt) ? { codePath: prebuilt } : bundleFromSources();
}

/** Two seconds; tests share one result. `root` holds `workflows/` and `domain/`: another one is another version of the code. */
export async function bundleFromSources(root: URL = new URL('../', import.meta.url)): Promise<{ code: string }> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const workflowsPath = fileURLToPath(new URL(`workflows/index.${extension}`, root));
  // Only errors are worth a line; webpack's statistics are not.
  return bundleWorkflowCode({ workflowsPath, logger: quiet });
}

const ignore = (): void => undefined;

const quiet = {
  log: ignore,
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: (message: string): void => console.error(message),
  error: (message: string): void => console.error(message),
};
