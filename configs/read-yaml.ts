/** Reads one YAML file that a person wrote: bounded before it is parsed, and every mistake of its writing in one line with its place. */

import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { isUtf8 } from 'node:buffer';
import { isAlias, isMap, isNode, isSeq, LineCounter, parseDocument, type Document, type Node, type YAMLError } from 'yaml';
import { nearest } from '../domain/nearest.js';

/** Far above any pipeline file. The parser compares every key with its neighbours, so a large file would take minutes. */
const maximumBytes = 128 * 1024;

/** A sentence, and the line of the file that it is about; null where it is about the whole file. */
export interface Mistake {
  readonly problem: string;
  readonly line: number | null;
}

export interface YamlFile {
  readonly value: unknown;
  /** From 1: where the key stands, else the nearest key around it that is there. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** The value of the file, or what is wrong with it. Throws where reading it fails otherwise. */
export async function readYaml(file: string): Promise<YamlFile | { readonly mistakes: readonly Mistake[] }> {
  const bytes = await readBounded(file);
  if (typeof bytes === 'string') return mistaken(bytes);
  if (bytes.includes(0) || !isUtf8(bytes)) return mistaken('expected text in UTF-8, got other bytes; is it another file?');
  const text = bytes.toString();
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  // A tag that the parser does not know is only a warning to it, and its value a text.
  const mistakes = [...document.errors, ...document.warnings];
  if (mistakes.length > 0) return { mistakes: unique(mistakes.map((mistake) => describe(mistake, text))) };
  if (document.contents === null) return mistaken('the file is empty; expected a pipeline file, at least model, data and train');
  try {
    return { value: document.toJS(), lineOf: (path) => lineCounter.linePos(offsetOf(document, path)).line };
  } catch (error) {
    // Aliases of aliases grow without bound; the parser stops at a hundred.
    return mistaken(`is not YAML: ${error instanceof Error ? error.message : String(error)}; write the values out`);
  }
}

function mistaken(problem: string): { readonly mistakes: readonly Mistake[] } {
  return { mistakes: [{ problem, line: null }] };
}

function unique(mistakes: readonly Mistake[]): Mistake[] {
  return mistakes.filter(({ problem }, index) => mistakes.findIndex((other) => other.problem === problem) === index);
}

/** Of the last key of the path that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let offset = 0;
  let node: unknown = document.contents;
  for (const part of path) {
    const holder = isAlias(node) ? node.resolve(document) : node;
    const member = memberOf(holder, String(part));
    if (member === undefined) break;
    [offset, node] = [member.at?.range?.[0] ?? offset, member.value];
  }
  return offset;
}

/** The member's value, and what marks its place: its key, and in a list itself. */
function memberOf(holder: unknown, part: string): { readonly at: Node | undefined; readonly value: unknown } | undefined {
  if (isSeq(holder)) {
    const value = holder.items[Number(part)];
    return value === undefined ? undefined : { at: isNode(value) ? value : undefined, value };
  }
  if (!isMap(holder)) return undefined;
  const pair = holder.items.find(({ key }) => String(key) === part);
  return pair === undefined ? undefined : { at: isNode(pair.key) ? pair.key : undefined, value: pair.value };
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

function describe({ message, code, pos, linePos }: YAMLError, text: string): Mistake {
  const place = linePos === undefined ? '' : `line ${linePos[0].line}, column ${linePos[0].col}: `;
  // The parser's own message goes on with the place and an excerpt over several lines.
  const words = message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '');
  const problem = code === 'DUPLICATE_KEY' ? `the key ${keyAt(text, pos[0])} is there twice` : words;
  return { problem: `is not YAML: ${place}${problem}`, line: linePos?.[0].line ?? null };
}

function keyAt(text: string, offset: number): string {
  return /^[^:\s]{1,40}/.exec(text.slice(offset))?.[0] ?? '';
}
