/** Lines and columns that keep to a width, whatever the text: wide letters count as two, colours as none. */

import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';

export interface Column {
  readonly width: number;
  readonly align?: 'left' | 'right';
}

export interface Cell {
  readonly text: string;
  /** Gives it its colour. */
  readonly draw?: (text: string) => string;
}

const gap = '  ';
const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
};

/** A line for each row; a cell that is too long ends in `…`. */
function inColumns(rows: readonly (readonly string[])[], columns: readonly Column[]): string[] {
  if (rows.length === 0) return [];
  const table = aTable(columns);
  for (const row of rows) table.push([...row]);
  return linesOf(table);
}

/** Every column as wide as its widest cell, and the last one with what is left of `width`: it is cut first. */
export function inTable(rows: readonly (readonly Cell[])[], width: number, align: readonly Column['align'][] = []): string[] {
  const lengths = (rows[0] ?? []).slice(0, -1).map((_, column) => Math.max(1, ...rows.map((row) => row[column]?.text.length ?? 0)));
  const others = lengths.map((length) => Math.min(length, width));
  const columns = others.map((each, column) => ({ width: each, align: align[column] ?? 'left' }));
  const left = others.reduce((rest, each) => rest - each - gap.length, width);
  const drawn = rows.map((row) => row.map(({ text, draw }) => (draw === undefined ? text : draw(text))));
  // Where not even the others fit, the end of each line goes.
  return cut(inColumns(drawn, [...columns, { width: Math.max(1, left) }]), width);
}

/** Each text as one line of at most `width`. */
export function cut(lines: readonly string[], width: number): string[] {
  return inColumns(
    lines.map((line) => [line]),
    [{ width }],
  );
}

/** As many lines of at most `width` as the text takes. */
export function wrapped(text: string, width: number): string[] {
  if (text === '') return [];
  const table = aTable([{ width }]);
  table.push([{ content: text, wordWrap: true }]);
  return linesOf(table);
}

/** What a label takes of a line. */
export const labelWidth = 11;

/** `label      text`, as most of a picture is written. */
export function labelled(label: string, lines: readonly string[], width: number): string[] {
  return inColumns(
    lines.map((line, index) => [index === 0 ? label : '', line]),
    [{ width: labelWidth - gap.length }, { width: width - labelWidth }],
  );
}

/** More than anybody reads on a terminal, and than the library cuts in time. */
const longestText = 1_000;

/** A copy in which no text from outside can move the cursor, ring, colour, break a line or fill the screen. */
export function withoutControls<T>(value: T): T {
  const clean = (_key: string, part: unknown): unknown => (typeof part === 'string' ? shortened(part) : part);
  return JSON.parse(JSON.stringify(value), clean) as T;
}

/** In one line, whatever it says. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

function shortened(text: string): string {
  const plain = plainText(text);
  return plain.length <= longestText ? plain : `${plain.slice(0, longestText)}…`;
}

function aTable(columns: readonly Column[]): InstanceType<typeof Table> {
  return new Table({
    chars: { ...noLines, middle: gap },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: columns.map(({ width }) => width),
    colAligns: columns.map(({ align }) => align ?? 'left'),
  });
}

function linesOf(table: InstanceType<typeof Table>): string[] {
  // Cutting may leave half of a letter that is stored as two.
  const text = table.toString().replace(/\p{Surrogate}/gu, '');
  return text.split('\n').map((line) => line.trimEnd());
}
