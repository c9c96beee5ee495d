/** How records are written on a terminal: names with their values, wrapped to its width; nothing is cut, and nothing from outside moves the cursor. */

import { percentText } from '../../../domain/figures.js';
import type { Score } from '../../../registry/manifest.js';
import { table } from '../output.js';
import { plainText, wrapped } from '../screen/layout.js';

export type Fact = readonly [name: string, value: string];

/** As tables do: a narrower terminal breaks the lines itself. */
const usualWidth = 80;
const nameWidth = 14;

/** `name          value`, the value going on in the next lines below itself. */
export function factLines(facts: readonly Fact[], width = terminalWidth()): string[] {
  return facts.flatMap(([name, value]) => {
    const lines = textLines(value, { width: width - nameWidth });
    return (lines.length === 0 ? [''] : lines).map((line, index) => `${(index === 0 ? name : '').padEnd(nameWidth)}${line}`.trimEnd());
  });
}

/** Prose in as many lines as it takes, each begun with `indent`. */
export function textLines(text: string, { width = terminalWidth(), indent = '' } = {}): string[] {
  const room = width - indent.length;
  const words = plainText(text).replace(/\S+/g, (word) => piecesOf(word, room).join(' '));
  return wrapped(words, room).map((line) => `${indent}${line}`);
}

/** A path or an address may be longer than any line. */
function piecesOf(word: string, width: number): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < word.length; start += width) pieces.push(word.slice(start, start + width));
  return pieces;
}

/** As `table`, for cells that hold text from outside. */
export function recordTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return table(
    head,
    rows.map((row) => row.map(plainText)),
  );
}

function terminalWidth(): number {
  return Math.max(usualWidth, process.stdout.columns ?? 0);
}

/** `2026-11-21`, of a time in UTC. */
export function dayText(iso: string): string {
  return new Date(iso).toISOString().slice(0, 10);
}

/** `2026-11-21 17:37`, in UTC. */
export function minuteText(iso: string): string {
  return new Date(iso).toISOString().slice(0, 16).replace('T', ' ');
}

/** `cli:anna`; of a run that nobody asked for, its id. */
export function whoText({ by }: { readonly by: string }): string {
  return by.replace(/^run:/, '');
}

export function shortDigest(sha256: string): string {
  return `${sha256.slice(0, 12)}…`;
}

/** `34 of 35 (97.1 %)`. */
export function scoreText({ items }: Pick<Score, 'items'>, correct: number | null): string {
  if (correct === null) return 'not asked';
  return items === 0 ? '0 of 0' : `${correct} of ${items} (${percentText(correct / items)})`;
}
