/** The version of the package that this program came in. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../platform/package-root.js';

/** Not parsed by a schema: `slipway --help` would pay for loading one. */
export function version(): string {
  const { version: found } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  return found;
}
