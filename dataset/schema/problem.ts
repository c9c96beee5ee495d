/** What is wrong with a line, and where. A value and no exception: a bad file has as many of them as lines. */

import type { QuarantineCode } from './quarantine-code.js';

export class Problem {
  readonly code: QuarantineCode;
  /** RFC 6901; `''` is the whole line. Names keys and places, never values. */
  readonly pointer: string;
  /** What was expected, what came, what to do; never content of the record. */
  readonly message: string;

  constructor(code: QuarantineCode, path: string | readonly (string | number)[], message: string) {
    this.code = code;
    this.message = message;
    this.pointer = typeof path === 'string' ? path : pointerOf(path);
  }
}

/** A key that is longer may be a text that slipped into the place of a key: the pointer then ends at its parent. */
const longestKey = 100;

/** JSON pointer (RFC 6901) of a path of keys and indexes. */
export function pointerOf(path: readonly (string | number)[]): string {
  let pointer = '';
  for (const step of path) {
    const key = String(step);
    if (key.length > longestKey) break;
    pointer += `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  }
  return hasLoneSurrogate(pointer) ? '' : pointer;
}

/** Type of a JSON value, for messages. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const loneSurrogate = /\p{Surrogate}/u;

/** UTF-8 cannot write it, and no tokenizer reads it. */
export function hasLoneSurrogate(text: string): boolean {
  return loneSurrogate.test(text);
}
