/** The parts that all checks of the stage are put together from. */

import type { Sample } from '../check.js';
import { fileOf, type Columns } from './columns.js';

const longestText = 200;

/** The text is redacted by whoever has it; here it is cut. */
export function sampleAt(columns: Columns, record: number, { code, text }: Pick<Sample, 'code' | 'text'>): Sample {
  return { code, file: fileOf(columns, record), line: columns.line[record] ?? null, text: cutText(text) };
}

export function cutText(text: string): string {
  const short = text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
  // Half a character, from the cut or from the source, becomes the replacement character.
  return Buffer.from(short).toString();
}

/** 2 decimals; 0 of nothing. */
export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100;
}
