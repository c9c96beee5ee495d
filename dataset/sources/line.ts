/** One line of a source, and the port through which sources that are not local are read. */

export interface Line {
  /** From 1; rows of CSV (the header is line 1) and Parquet count the same way. */
  readonly number: number;
  /** Where the line begins: in the file, or in the text that a compressed file holds. Rows of Parquet: their index. */
  readonly offset: number;
  /** Bytes that the line takes there, without its end. */
  readonly length: number;
  /** Without line end and byte order mark; a row of CSV or Parquet as JSON. Cut when `tooLong`. */
  readonly bytes: Buffer;
  readonly tooLong: boolean;
  /** The file ended or broke in the middle of this line. */
  readonly cut?: Cut;
  /** A row of CSV that is none: `bytes` are its raw text, and must not be read as an example whatever they look like. */
  readonly fault?: 'csv-columns' | 'csv-quotes';
}

export type Cut = 'truncated-stream' | 'corrupt-stream';
