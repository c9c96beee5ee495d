/** Turns what a pipeline file or a command names as sources into a sorted list of files, or says of each source what is wrong with it. */

import type { SourceStore } from '../../platform/ports.js';
import { checkContent } from './content-check.js';
import { findLocal, type FoundFile } from './find-local.js';
import { endingOf, endings, sourceFileOf } from './format.js';
import type { SourceFile } from './source-file.js';
import { storedRemotely } from './stored-remotely.js';

export interface FoundSources {
  /** Each once, whatever it was named by, sorted by name. */
  readonly files: readonly SourceFile[];
  /** One sentence for every source that gives nothing or cannot be read. */
  readonly problems: readonly string[];
}

/** So many files are looked into at once: in S3 that is mostly waiting. */
const filesAtOnce = 16;

/**
 * A source is a file, a folder (its files that are read, not those of its folders) or a pattern with `*` in its last part; local or
 * `s3://bucket/key`, where a folder has a closing slash. Throws only what may pass by itself, such as a store that is away.
 */
export async function findSources(specs: readonly string[], remote: SourceStore | undefined): Promise<FoundSources> {
  const problems: string[] =
    specs.length === 0 ? ['Expected at least one source, got none. Name a file, a folder, a pattern or an s3:// address.'] : [];
  const seen = new Set<string>();
  const found: SourceFile[] = [];
  for (const spec of specs) {
    const said = await problemsOf(spec, async () => {
      const files = isAddress(spec) ? await findRemote(spec, remote) : await findLocal(spec);
      const added = files.filter(({ key }) => !seen.has(key) && seen.add(key));
      for (let at = 0; at < added.length; at += filesAtOnce) {
        const looks = added
          .slice(at, at + filesAtOnce)
          .map(({ file }) => problemsOf(spec, async () => void found.push(await checked(file))));
        problems.push(...(await Promise.all(looks)).flat());
      }
    });
    problems.push(...said);
  }
  const files = found.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return { files, problems };
}

function isAddress(spec: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(spec);
}

async function findRemote(spec: string, remote: SourceStore | undefined): Promise<FoundFile[]> {
  if (!/^s3:\/\/[^/]/.test(spec)) throw new Error('expected a local path or s3://bucket/key, got another address.');
  if (remote === undefined) throw new Error('expected a local path, got an address, and no S3 is set up here.');
  const isOne = !spec.endsWith('/') && !spec.includes('*') && spec.slice('s3://'.length).includes('/');
  if (isOne && endingOf(spec) === undefined) throw otherEnding(spec, 'For a folder, put a slash at its end.');
  const objects = await remote.list(spec);
  const read = objects.filter(({ uri }) => endingOf(uri) !== undefined);
  if (read.length === 0)
    throw new Error(`expected files whose names end with one of ${endings.join(', ')}, found ${objects.length} with other names.`);
  return read.map((object) => ({ key: object.uri, file: storedRemotely(remote, object) }));
}

async function checked(file: FoundFile['file']): Promise<SourceFile> {
  const ending = endingOf(file.name);
  if (ending === undefined) throw otherEnding(file.name, 'Convert the file, or name another.');
  await checkContent(file, ending);
  return sourceFileOf(file, ending);
}

function otherEnding(name: string, next: string): Error {
  return new Error(`expected a name that ends with one of ${endings.join(', ')}, got ${name.split('/').at(-1) ?? name}. ${next}`);
}

async function problemsOf(spec: string, look: () => Promise<void>): Promise<string[]> {
  try {
    await look();
    return [];
  } catch (error) {
    // The store is away and may come back: that says nothing about the source. By name, because adapters are not known here.
    if (!(error instanceof Error) || error.name === 'StoreUnreachableError') throw error;
    return [`Source ${spec}: ${sentenceOf(error)}`];
  }
}

function sentenceOf(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  const path = 'path' in error ? `${String(error.path)} ` : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'expected a file or folder, found nothing. Check the path.';
  if (code === 'EACCES' || code === 'EPERM') return `${path}may not be read by this user. Change its permissions.`;
  return error.message;
}
