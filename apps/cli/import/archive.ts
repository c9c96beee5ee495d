/** Archives that models come in: tar and tar.gz, read once to the end before anything is written, and again to write it. */

import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Extract } from 'tar-stream';
import { isDiskFull } from '../../../platform/disk-full.js';
import { UsageError } from '../exit.js';
import { createPlaces } from './member-names.js';

export interface ArchiveLimits {
  readonly members: number;
  /** Of all members together, unpacked. */
  readonly bytes: number;
}

/** Weights hardly compress; a small archive of texts may. */
const largestRatio = 20;
const freeOfRatioBytes = 100_000_000;
const shownProblems = 20;

const tarNames = /\.(tar|tar\.gz|tgz)$/i;
const otherArchives = /\.(zip|7z|rar|tar\.(bz2|xz|zst)|gz|bz2|xz|zst)$/i;

/** By name. Throws UsageError for an archive of another kind, saying how to unpack it. */
export function isArchive(path: string): boolean {
  if (tarNames.test(path)) return true;
  if (!otherArchives.test(path)) return false;
  const unpack = /\.zip$/i.test(path) ? `unzip ${path} -d FOLDER` : 'unpack it';
  throw new UsageError({
    what: `${path}: expected a folder, a .gguf, a .tar or a .tar.gz`,
    why: 'archives of other kinds are not opened here',
    next: `${unpack}, then import the folder`,
  });
}

/** Writes the members below `folder`, which must be empty. Throws UsageError with everything that is wrong, and then has written nothing. */
export async function unpackArchive(path: string, folder: string, limits: ArchiveLimits): Promise<void> {
  await readThrough(path, limits, async (_parts, content) => void content.resume());
  // Checked again on the way: somebody may have changed the file since.
  await readThrough(path, limits, (parts, content) => write(join(folder, ...parts), content));
}

type Take = (parts: readonly string[], content: Readable) => Promise<void>;

async function readThrough(path: string, limits: ArchiveLimits, take: Take): Promise<void> {
  const members = extract();
  const input = createReadStream(path);
  const guard = guardOf(path, (await stat(path)).size, limits);
  const reading = /gz$/i.test(path) ? pipeline(input, createGunzip(), guard, members) : pipeline(input, guard, members);
  // Told below, with what the members say.
  const failed = reading.then(
    () => undefined,
    (error: unknown) => error,
  );
  try {
    await takeMembers(path, members, { limits, take });
  } catch (error) {
    throw told(path, error instanceof UsageError ? error : ((await failed) ?? error));
  }
  const error = await failed;
  if (error !== undefined) throw told(path, error);
}

/** Goes on after a member that is refused, and takes nothing more: then everything that is wrong is thrown at the end. */
async function takeMembers(
  path: string,
  members: Extract,
  { limits, take }: { readonly limits: ArchiveLimits; readonly take: Take },
): Promise<void> {
  const problems: string[] = [];
  const places = createPlaces();
  let count = 0;
  let bytes = 0;
  for await (const entry of members) {
    const { name, type, size } = entry.header;
    count += 1;
    bytes += size;
    if (count > limits.members) throw refusal(path, [`it has more than ${limits.members} members`]);
    if (bytes > limits.bytes) throw refusal(path, [tooLarge(limits.bytes)]);
    const parts = places.take({ name, type });
    const content = entry as unknown as Readable;
    if ('refused' in parts) problems.push(`${shown(name)} ${parts.refused}`);
    if ('refused' in parts || type === 'directory' || problems.length > 0) content.resume();
    else await take(parts, content);
  }
  if (problems.length > 0) throw refusal(path, problems);
  if (count === 0) throw refusal(path, ['it holds nothing']);
}

/** Counts what comes out of the decompressor: a bomb is stopped before it fills a disk, also one behind the last member. */
function guardOf(path: string, packedBytes: number, limits: ArchiveLimits): Transform {
  let bytes = 0;
  // Headers and padding come on top of what the members hold.
  const most = limits.bytes + 4096 * (limits.members + 1);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > most) return done(refusal(path, [tooLarge(limits.bytes)]));
      const isBomb = bytes > freeOfRatioBytes && bytes > largestRatio * packedBytes;
      return isBomb ? done(refusal(path, [`it unpacks to more than ${largestRatio} times its size, as no weights do`])) : done(null, chunk);
    },
  });
}

async function write(file: string, content: Readable): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await pipeline(content, createWriteStream(file, { flags: 'wx' }));
}

function refusal(path: string, problems: readonly string[]): UsageError {
  const more = problems.length - shownProblems;
  return new UsageError({
    what: `${path}: refused, and nothing of it was unpacked`,
    why: [...problems.slice(0, shownProblems), ...(more > 0 ? [`and ${more} more`] : [])].join('\n'),
    next: 'pack the folder of the model again: tar -cf MODEL.tar FOLDER',
  });
}

function tooLarge(bytes: number): string {
  return `it unpacks to more than ${bytes} bytes, which is the room that there is`;
}

function told(path: string, error: unknown): Error {
  if (error instanceof UsageError) return error;
  // A disk that is full says so itself.
  if (isDiskFull(error) && error instanceof Error) return error;
  return refusal(path, [`it is no whole archive: ${error instanceof Error ? error.message : String(error)}`]);
}

/** A name that holds a line feed must not look like another line. */
function shown(name: string): string {
  return JSON.stringify(name.slice(0, 200));
}
