/** Puts a page where a person can open it, and opens it where there is a screen. */

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ambient } from '../../setup/layout.js';
import { UsageError } from './exit.js';
import type { Output } from './output.js';

/** Complete or not at all. Throws UsageError where nothing can be written. */
export async function writePage(path: string, page: string, what = 'the page'): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(partial, page);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw new UsageError({
      what: `${what} cannot be written to ${path}`,
      why: error instanceof Error ? error.message : String(error),
      next: 'name a file that can be written: --out FILE',
    });
  }
}

/** Never fails: the page is there, and can be opened by hand. */
export async function openPage(path: string, output: Output): Promise<void> {
  if (process.stdout.isTTY !== true || !hasScreen()) {
    return output.progress(`not opened: this is no terminal of a desktop; open the file in a browser`);
  }
  try {
    const { default: open } = await import('open');
    await open(path);
  } catch (error) {
    output.progress(`not opened: ${error instanceof Error ? error.message : String(error)}; open the file in a browser`);
  }
}

/** Where one can be missing, it is named in the environment; WSL opens pages on the Windows side. */
function hasScreen(): boolean {
  if (process.platform === 'darwin' || process.platform === 'win32') return true;
  return ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME'].some((name) => (ambient[name] ?? '') !== '');
}
