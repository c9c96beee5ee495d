/** What is wrong with a line before anybody reads its text: the source has said it, or it has none. */

import type { Line } from '../sources/line.js';
import { Problem } from './problem.js';

/** 16 MiB: a longer line is no example, but a file without line ends. */
export const maximumLineBytes = 16 * 1024 * 1024;

export function checkLine({ cut, fault, tooLong }: Line): Problem | undefined {
  if (cut === 'truncated-stream')
    return new Problem(cut, '', 'expected the whole line, but the file ends within it; fetch or write the file again');
  if (cut === 'corrupt-stream') return new Problem(cut, '', 'expected compressed text, found damaged bytes; fetch or write the file again');
  if (fault === 'csv-columns')
    return new Problem(fault, '', 'expected as many fields as the header has, found another number; correct the row');
  if (fault === 'csv-quotes')
    return new Problem(fault, '', 'expected quotes around a whole field and doubled within it, found others; correct the row');
  if (tooLong) return new Problem('line-too-long', '', `expected at most ${maximumLineBytes} bytes, found more; write one example a line`);
  return undefined;
}

/** Only white space. Most lines are told by their first byte. */
export function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0x20 && (byte < 0x09 || byte > 0x0d)) return false;
  return true;
}
