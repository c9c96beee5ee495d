/** The code blocks of README and docs, and what each says of itself: who runs it, or that it is output. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../platform/package-root.js';

export interface Block {
  /** From the package root. */
  readonly file: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  /** The words after the language, such as `run=first-model` and `background`. */
  readonly words: readonly string[];
  readonly text: string;
}

/** Pages that a user reads; decisions in `docs/adr` are among them. */
export function documentedBlocks(): Block[] {
  const root = packageRoot();
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name));
  const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...docs].filter((name) => name.endsWith('.md')).toSorted();
  return pages.flatMap((file) => blocksOf(file, readFileSync(join(root, file), 'utf8')));
}

export function blocksOf(file: string, text: string): Block[] {
  return [...text.matchAll(/^```(\S*)([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length,
    language: match[1] ?? '',
    words: (match[2] ?? '').split(' ').filter((word) => word !== ''),
    text: match[3] ?? '',
  }));
}

/** Blocks whose words name this runner, in the order of files and lines. */
export function blocksRunBy(runner: string): Block[] {
  return documentedBlocks().filter((block) => block.words.includes(`run=${runner}`));
}

/** Lines as a shell would read them: continued ones joined, comments away. */
export function commandLines(block: Block): string[] {
  return block.text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
