/** Tables that fit their terminal. Nothing is left out: what is too wide for its column goes on in the next line. */

import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { paint } from './colours.js';

/**
 * Without a terminal as in a narrow one: a log that is read in a browser, a review or a second terminal is not 200 columns wide, and
 * the same command prints the same text everywhere. Programs take `--json`.
 */
const usualWidth = 80;
/** Of prose, so that a reason is not one word a line while there is another way. */
const narrowestProse = 16;
const narrowest = 4;

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return drawTable([head.map(paint(process.stdout).bold), ...rows], Math.max(usualWidth, process.stdout.columns ?? 0));
}

/** The first row is the head. Every line has at most `width` characters. */
export function drawTable([head = [], ...rows]: readonly (readonly string[])[], width: number): string {
  const widths = columnWidths([head, ...rows], width);
  const drawn = new Table({
    head: [...head],
    colWidths: widths.map((each) => each + 2),
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) drawn.push(row.map((cell, column) => breakable(cell, widths[column] ?? 0)));
  return drawn.toString();
}

/** Names, ids and digests stay on one line as long as prose can give way. */
function columnWidths(rows: readonly (readonly string[])[], width: number): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: count }, (_, index) => rows.map((row) => row[index] ?? ''));
  const widths = columns.map((cells) => Math.max(1, ...cells.flatMap((cell) => cell.split('\n').map(lengthOf))));
  const isProse = columns.map((cells) => cells.slice(1).some((cell) => /\S\s+\S/.test(cell)));
  // A border before each column and one at the end, a space at either side of each cell.
  const room = width - (3 * count + 1);
  while (sumOf(widths) > room) {
    const prose = widestOf(widths, (each, index) => isProse[index] === true && each > narrowestProse);
    const column = prose ?? widestOf(widths, (each) => each > narrowest);
    if (column === undefined) break;
    widths[column] = (widths[column] ?? 0) - 1;
  }
  return widths;
}

function widestOf(widths: readonly number[], mayGiveWay: (width: number, index: number) => boolean): number | undefined {
  const candidates = widths.flatMap((width, index) => (mayGiveWay(width, index) ? [{ width, index }] : []));
  return candidates.toSorted((left, right) => right.width - left.width)[0]?.index;
}

/** The library wraps between words only, and would cut the end of a path or digest that is longer than its column. */
function breakable(cell: string, width: number): string {
  return cell.replace(/\S+/g, (word) => (lengthOf(word) <= width ? word : pieces(word, width).join('\n')));
}

/** After a slash where there is one in the second half of the line. */
function pieces(word: string, width: number): string[] {
  const found: string[] = [];
  let piece = '';
  for (const letter of word) {
    if (lengthOf(piece + letter) > width) {
      const slash = piece.lastIndexOf('/') + 1;
      const end = slash > piece.length / 2 ? slash : piece.length;
      found.push(piece.slice(0, end));
      piece = piece.slice(end);
    }
    piece += letter;
  }
  return [...found, piece];
}

/** Letters that take two columns of a terminal. */
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu;

function lengthOf(text: string): number {
  const plain = stripVTControlCharacters(text);
  // Of a letter that is stored as two, one counts.
  return plain.replace(/[\uD800-\uDBFF]/g, '').length + (plain.match(wide)?.length ?? 0);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
