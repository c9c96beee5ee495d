/** Fetches what the real tests run on, with progress, before the first of them: a download inside a test would look like a hang. */

import { ensureParts } from '../../setup/all.js';

export async function setup(): Promise<void> {
  let last = '';
  await ensureParts(['temporal', 'test-server', 'python', 'converter'], ({ part, text, percent }) => {
    const line = `[set-up] ${part}: ${text}${percent === undefined ? '' : ` ${percent} %`}`;
    if (line !== last) process.stderr.write(`${line}\n`);
    last = line;
  });
}
