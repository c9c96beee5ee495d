/** Folders that look like base models, of a few kilobytes. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aFolder } from '../../support/set-up.js';

const weights = Buffer.alloc(2048, 'weights');

/** `files` replace or, with null, take away what a model has. */
export async function aModelFolder(config: object = {}, files: Readonly<Record<string, string | Buffer | null>> = {}): Promise<string> {
  const folder = join(await aFolder(), 'some-model');
  await mkdir(folder);
  const all = { 'config.json': JSON.stringify(config), 'model.safetensors': weights, 'tokenizer.json': '{}', ...files };
  for (const [name, content] of Object.entries(all)) if (content !== null) await writeFile(join(folder, name), content);
  return folder;
}
