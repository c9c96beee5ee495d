/** Other models of the same weights: a GGUF under another name of its own has another digest, and loads as the first one does. */

import { readFile, writeFile } from 'node:fs/promises';

/** GGUF's number for a text as the value of a key. */
const textType = 8;
const key = 'general.name';

/** Writes the file with the last letters of its name replaced; of as many bytes as before, so that nothing in it moves. */
export async function writeVariant(from: string, to: string, mark: string): Promise<void> {
  const bytes = await readFile(from);
  const at = bytes.indexOf(key);
  const type = at < 0 ? undefined : bytes.readUInt32LE(at + key.length);
  if (type !== textType) throw new Error(`expected a text for ${key} in ${from}, got type ${type}`);
  const length = Number(bytes.readBigUInt64LE(at + key.length + 4));
  if (length < mark.length) throw new Error(`expected a name of at least ${mark.length} bytes in ${from}, got ${length}`);
  bytes.write(mark, at + key.length + 12 + length - mark.length);
  await writeFile(to, bytes);
}
