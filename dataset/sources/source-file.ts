/** One file of examples, local or in S3, whatever its format: what is known of it, and its lines from any position on. */

import type { Line } from './line.js';

export interface SourceFile {
  /** As it was named: path or `s3://` address. */
  readonly name: string;
  /** Of the file as it is stored. */
  readonly bytes: number;
  /** A cheap identity of the bytes: inode, size and time of change of a local file; VersionId or ETag of an object. */
  readonly identity: string;
  /**
   * Lines in batches of about a mebibyte, because awaiting each line is the cost of it. `from` is where a former reading ended:
   * `positionAfter` its last line. Lines are at most `maximumBytes` long; longer ones come cut with `tooLong`, and no more of them is held
   * in memory. Throws SourceInvalidError, and FileChangedError or SourceChangedError when the file is replaced meanwhile.
   */
  lines(from: LinePosition, maximumBytes: number): AsyncGenerator<ReadLine[]>;
  /** `sha256:…` of a local file's bytes, which reads it once more; VersionId or ETag of an object. Throws FileChangedError. */
  pin(): Promise<string>;
}

export interface LinePosition {
  /** In the file, or in the text that a compressed file holds; rows of Parquet: their index. */
  readonly offset: number;
  /** Of the next line. */
  readonly number: number;
}

/** A line with the place where the next begins: line ends take one byte, two, or none, and a row of CSV several lines. */
export interface ReadLine extends Line {
  readonly nextOffset: number;
  readonly nextNumber: number;
}

export const beginning: LinePosition = { offset: 0, number: 1 };

export function positionAfter({ nextOffset, nextNumber }: ReadLine): LinePosition {
  return { offset: nextOffset, number: nextNumber };
}
