/** Where this package lies on disk: the same answer from a checkout and from `dist`, so that Python programs are found from both. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The nearest folder upwards that holds `package.json`. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`expected package.json above ${fileURLToPath(import.meta.url)}, found none; reinstall Slipway`);
    folder = parent;
  }
  return folder;
}
