/** Tar archives to order, right or wrong: whatever a member is called and whatever it claims to be. */

import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';

export interface TarMember {
  readonly name: string;
  readonly content?: string | Buffer;
  readonly type?: Header['type'];
  readonly linkname?: string;
}

export async function tarBytes(members: readonly TarMember[]): Promise<Buffer> {
  const tar = pack();
  const chunks: Buffer[] = [];
  const reading = (async () => {
    for await (const chunk of tar as unknown as AsyncIterable<Buffer>) chunks.push(chunk);
  })();
  for (const { name, content = '', type = 'file', linkname } of members) {
    tar.entry({ name, type, mtime: new Date(0), ...(linkname === undefined ? {} : { linkname }) }, type === 'file' ? content : '');
  }
  tar.finalize();
  await reading;
  return Buffer.concat(chunks);
}

/** The path of the archive; `.tar.gz` is compressed. */
export async function aTar(folder: string, members: readonly TarMember[], ending: '.tar' | '.tar.gz' = '.tar'): Promise<string> {
  const bytes = await tarBytes(members);
  return written(folder, ending === '.tar' ? bytes : gzipSync(bytes), ending);
}

export async function written(folder: string, bytes: Buffer, ending: string): Promise<string> {
  const path = join(folder, `${randomUUID()}${ending}`);
  await writeFile(path, bytes);
  return path;
}
