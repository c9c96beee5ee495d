/** How this program starts another of its own commands as a process, from a checkout and from an installed package alike. */

import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ProcessCommand } from '../../platform/ports.js';

export function slipwayProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  logFile: string,
): ProcessCommand & { readonly logFile: string } {
  const fromCheckout = import.meta.url.endsWith('.ts');
  const main = fileURLToPath(new URL(`../cli/main.${fromCheckout ? 'ts' : 'js'}`, import.meta.url));
  const loader = fromCheckout ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [];
  return {
    program: process.execPath,
    args: [...loader, main, ...args],
    // A stack that is killed outright must not leave its processes behind.
    env: { ...environment, SLIPWAY_EXIT_WITH_PARENT: String(process.pid) },
    logFile,
  };
}
