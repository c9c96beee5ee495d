/** What is kept of a line that is no example: enough to find and mend it, with what looks like personal data replaced. */

import { hash } from 'node:crypto';
import type { Redactor } from '../redact/redact.js';
import type { Parsed } from '../schema/parse.js';
import type { Line } from '../sources/line.js';

/** Enough to recognise the line by. */
const excerptBytes = 400;
const excerptCharacters = 200;

export interface QuarantineRow {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly byteOffset: number;
  readonly byteLength: number;
  /** Of the line's bytes, of its beginning where it was too long. */
  readonly sha256: string;
  readonly code: string;
  readonly pointer: string;
  readonly message: string;
  /** Redacted and cut. */
  readonly excerpt: string;
}

export function quarantineRow(
  line: Line,
  { code, pointer, message }: Extract<Parsed, { kind: 'quarantined' }>,
  { file, redactor }: { readonly file: string; readonly redactor: Pick<Redactor, 'redactText'> },
): QuarantineRow {
  const excerpt = redactor.redactText(line.bytes.subarray(0, excerptBytes).toString()).slice(0, excerptCharacters);
  return {
    file,
    line: line.number,
    byteOffset: line.offset,
    byteLength: line.length,
    sha256: hash('sha256', line.bytes),
    code,
    pointer,
    message,
    // Half a character becomes the replacement character.
    excerpt: Buffer.from(excerpt).toString(),
  };
}
