/** The stamp of an installed part: its pin, files, sizes and digests. Separate because set-up asks it in milliseconds and the doctor to the last byte. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { layoutOf } from './layout.js';

const stampSchema = z.strictObject({
  pin: z.string(),
  /** Paths relative to the home. */
  files: z.array(z.strictObject({ path: z.string(), bytes: z.number().int().nonnegative(), sha256: z.string() })).min(1),
});
export type Stamp = z.infer<typeof stampSchema>;

export type InstalledState = 'ok' | 'missing' | 'old' | 'damaged';

/** Compares sizes only, which an interrupted write or a deleted file changes; cheap enough for every start. */
export async function isInstalled(home: string, part: string, pin: string): Promise<boolean> {
  const stamp = await readStamp(home, part);
  if (stamp?.pin !== pin) return false;
  const sizes = await Promise.all(stamp.files.map((file) => sizeOf(join(home, file.path))));
  return stamp.files.every((file, index) => file.bytes === sizes[index]);
}

/** Reads every byte. */
export async function examineInstalled(home: string, part: string, pin: string): Promise<InstalledState> {
  const stamp = await readStamp(home, part);
  if (stamp === undefined) return 'missing';
  if (stamp.pin !== pin) return 'old';
  for (const file of stamp.files) {
    const path = join(home, file.path);
    if ((await sizeOf(path)) !== file.bytes || (await sha256Of(path)) !== file.sha256) return 'damaged';
  }
  return 'ok';
}

/** Written after everything it names, and by rename: a stamp that can be read is a part that is complete. */
export async function writeStamp(home: string, part: string, stamp: Stamp): Promise<void> {
  const path = stampPath(home, part);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.${process.pid}`, `${JSON.stringify(stamp, null, 2)}\n`);
  await rename(`${path}.${process.pid}`, path);
}

/** Undefined when there is none or it cannot be understood: then the part is installed anew. */
export async function readStamp(home: string, part: string): Promise<Stamp | undefined> {
  try {
    return stampSchema.parse(JSON.parse(await readFile(stampPath(home, part), 'utf8')));
  } catch {
    return undefined;
  }
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

export async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (facts) => facts.size,
    () => undefined,
  );
}

function stampPath(home: string, part: string): string {
  return join(layoutOf(home).stamps, `${part}.json`);
}
