/** Reads one YAML file that a person wrote: bounded before it is parsed, and every mistake of its writing in one line with its place. */

import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { isUtf8 } from 'node:buffer';
import { parseDocument, type YAMLError } from 'yaml';
import { nearest } from '../domain/nearest.js';

/** Far above any pipeline file. The parser compares every key with its neighbours, so a large file would take minutes. */
const maximumBytes = 128 * 1024;

export type ReadYaml = { readonly value: unknown } | { readonly problems: readonly string[] };

/** The value of the file, or what is wrong with it, one sentence a mistake. Throws where reading it fails otherwise. */
export async function readYaml(file: string): Promise<ReadYaml> {
  const bytes = await readBounded(file);
  if (typeof bytes === 'string') return { problems: [bytes] };
  if (bytes.includes(0) || !isUtf8(bytes)) return { problems: ['expected text in UTF-8, got other bytes; is it another file?'] };
  const text = bytes.toString();
  const document = parseDocument(text);
  // A tag that the parser does not know is only a warning to it, and its value a text.
  const mistakes = [...document.errors, ...document.warnings];
  if (mistakes.length > 0) return { problems: [...new Set(mistakes.map((mistake) => `is not YAML: ${describe(mistake, text)}`))] };
  if (document.contents === null) return { problems: ['the file is empty; expected a pipeline file, at least model, data and train'] };
  try {
    return { value: document.toJS() };
  } catch (error) {
    // Aliases of aliases grow without bound; the parser stops at a hundred.
    return { problems: [`is not YAML: ${error instanceof Error ? error.message : String(error)}; write the values out`] };
  }
}

/** The bytes, or why there are none. */
async function readBounded(file: string): Promise<Buffer | string> {
  try {
    const facts = await stat(file);
    if (facts.isDirectory()) return 'is a folder; expected a pipeline file';
    if (!facts.isFile()) return 'is no regular file; expected a pipeline file';
    const handle = await open(file);
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(maximumBytes + 1));
      return bytesRead > maximumBytes
        ? `expected at most ${maximumBytes / 1024} KiB, got ${facts.size} bytes`
        : buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return `there is no such file${await meant(file)}`;
    if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user; change its permissions';
    // A disk that fails is no mistake of the file, and may recover.
    throw error;
  }
}

async function meant(file: string): Promise<string> {
  const names = await readdir(dirname(file)).catch(() => []);
  const others = names.filter((name) => ['.yaml', '.yml'].includes(extname(name)));
  const suggestion = nearest(basename(file), others);
  if (suggestion !== undefined) return `; did you mean ${join(dirname(file), suggestion)}?`;
  return '; expected a pipeline file there';
}

function describe({ message, code, pos, linePos }: YAMLError, text: string): string {
  const place = linePos === undefined ? '' : `line ${linePos[0].line}, column ${linePos[0].col}: `;
  if (code === 'DUPLICATE_KEY') return `${place}the key ${keyAt(text, pos[0])} is there twice`;
  // The parser's own message goes on with the place and an excerpt over several lines.
  return `${place}${message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '')}`;
}

function keyAt(text: string, offset: number): string {
  return /^[^:\s]{1,40}/.exec(text.slice(offset))?.[0] ?? '';
}
