/** Clears away what killed writers left in a store's temporary folder, where nobody else would ever look. */

import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** No write of one object goes a day without writing a byte. One that was stopped for so long writes its file again. */
const abandonedMilliseconds = 24 * 3_600_000;
const pauseMilliseconds = 3_600_000;

/** To be called before each write: looks at the folder at the first call and then at most once an hour. Never rejects. */
export function createSweeper(folder: string): () => Promise<void> {
  let sweptAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - sweptAt < pauseMilliseconds) return;
    sweptAt = performance.now();
    const names = await readdir(folder).catch(() => []);
    await Promise.all(names.map((name) => removeAbandoned(join(folder, name))));
  };
}

async function removeAbandoned(path: string): Promise<void> {
  try {
    if (Date.now() - (await stat(path)).mtimeMs > abandonedMilliseconds) await rm(path, { force: true });
  } catch {
    // Its writer has finished meanwhile, or another process swept first.
  }
}
