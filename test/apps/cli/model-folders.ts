/** Folders that look like base models, of a few kilobytes. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aSafetensors } from '../../support/safetensors-writer.js';
import { aFolder } from '../../support/set-up.js';

export const someWeights = aSafetensors({ header: { a: { dtype: 'U8', shape: [2048], data_offsets: [0, 2048] } }, dataBytes: 2048 });

/** `files` replace or, with null, take away what a model has. */
export async function aModelFolder(config: object = {}, files: Readonly<Record<string, string | Buffer | null>> = {}): Promise<string> {
  const folder = join(await aFolder(), 'some-model');
  await mkdir(folder);
  const all = { 'config.json': JSON.stringify(config), 'model.safetensors': someWeights, 'tokenizer.json': '{}', ...files };
  for (const [name, content] of Object.entries(all)) if (content !== null) await writeFile(join(folder, name), content);
  return folder;
}
