/** Where fetched parts live, and the process environment as set-up sees it. Separate because everything else here must agree on both. */

import { join, resolve, sep } from 'node:path';
import { packageRoot } from '../platform/package-root.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Layout {
  readonly home: string;
  readonly temporal: string;
  readonly testServer: string;
  readonly uv: string;
  readonly converter: string;
  readonly pythonEnvironment: string;
  /** Optional parts, a folder each. */
  readonly tools: string;
  /** A small Python environment that only fetches and unpacks wheels. */
  readonly bootstrap: string;
  /** What was installed of which pin; written last, so that its presence means complete. */
  readonly stamps: string;
  readonly locks: string;
  /** Unfinished work; anything in it may be deleted when no set-up runs. */
  readonly partial: string;
}

export const ambient: Environment = process.env;

/** `SLIPWAY_HOME`, else `.slipway` in the checkout; installed as a dependency, in the current folder, as packages are replaced on update. */
export function slipwayHome(env: Environment = ambient): string {
  const chosen = env['SLIPWAY_HOME'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  return join(isDependency() ? process.cwd() : packageRoot(), '.slipway');
}

/** Whether this package was installed by npm, and is no checkout: then commands are typed in another way. */
export function isDependency(): boolean {
  return packageRoot().split(sep).includes('node_modules');
}

export function layoutOf(home: string = slipwayHome()): Layout {
  return {
    home,
    temporal: join(home, 'bin', 'temporal'),
    testServer: join(home, 'bin', 'temporal-test-server'),
    uv: join(home, 'bin', 'uv'),
    converter: join(home, 'converter'),
    pythonEnvironment: join(home, 'python'),
    tools: join(home, 'tools'),
    bootstrap: join(home, 'bootstrap'),
    stamps: join(home, 'stamps'),
    locks: join(home, 'locks'),
    partial: join(home, 'partial'),
  };
}

/** The interpreter of a virtual environment. */
export function interpreterOf(environment: string): string {
  return join(environment, 'bin', 'python');
}
