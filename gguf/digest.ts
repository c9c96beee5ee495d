/** Digests of files and folders: how weights are named. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Called with the bytes of each part that was read, for whoever shows progress. */
type OnRead = (bytes: number) => void;

/** Lower-case hex SHA-256, streamed. */
export async function sha256OfFile(path: string, onRead?: OnRead): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
    onRead?.((chunk as Buffer).length);
  }
  return hash.digest('hex');
}

/** The folder's files as `<sha256>  <relative path>`, sorted by path in code point order; every entry ends with a line feed. */
export async function digestLines(folder: string, onRead?: OnRead): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const odd = entries.find((entry) => !entry.isFile() && !entry.isDirectory());
  // A link could point out of the folder, and then the digest would name bytes that are not in it.
  if (odd !== undefined)
    throw new Error(`expected files and folders in ${folder}, found ${odd.name}, which is neither; copy what it points to`);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const lines: string[] = [];
  for (const path of paths.map((each) => each.split(sep).join('/')).toSorted()) {
    lines.push(`${await sha256OfFile(join(folder, path), onRead)}  ${path}\n`);
  }
  return lines.join('');
}

/** SHA-256 over `digestLines`: one name for a model folder. */
export async function sha256OfFolder(folder: string, onRead?: OnRead): Promise<string> {
  return createHash('sha256')
    .update(await digestLines(folder, onRead))
    .digest('hex');
}
