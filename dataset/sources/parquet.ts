/** The rows of a Parquet file as lines of JSON, a row group at a time: less cannot be read of nested columns. */

import { isUtf8 } from 'node:buffer';
import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { SourceInvalidError } from './source-errors.js';
import type { LinePosition, ReadLine } from './source-file.js';
import { bytesOf, type StoredFile } from './stored-file.js';

const batchBytes = 1024 * 1024;
/** Uncompressed. As objects the rows take several times as much memory; better a word now than an end of the process in the middle. */
const mostGroupBytes = 512 * batchBytes;

/** `offset` is the index of the row, `length` 0. Integers that are not safe as numbers come as text, times as ISO 8601, bytes as base64. */
export async function* readParquet(file: StoredFile, from: LinePosition, maximumBytes: number): AsyncGenerator<ReadLine[]> {
  const { metadata, rows } = await openParquet(file);
  let groupStart = 0;
  for (const group of metadata.row_groups) {
    const groupEnd = groupStart + Number(group.num_rows);
    const start = Math.max(groupStart, from.offset);
    if (start < groupEnd) yield* batchesOf(await rows(start, groupEnd), start, maximumBytes);
    groupStart = groupEnd;
  }
}

interface OpenParquet {
  readonly metadata: FileMetaData;
  /** From one index up to another (exclusive). */
  rows(start: number, end: number): Promise<Record<string, unknown>[]>;
}

/** Throws SourceInvalidError for what is no Parquet file. */
export async function openParquet(file: StoredFile): Promise<OpenParquet> {
  let unread: Error | undefined;
  const buffer: AsyncBuffer = {
    byteLength: file.bytes,
    slice: async (start, end = file.bytes) => {
      try {
        return arrayBufferOf(await bytesOf(file, start < 0 ? file.bytes + start : start, end));
      } catch (error) {
        unread = error instanceof Error ? error : new Error(String(error));
        throw error;
      }
    },
  };
  const told = async <T>(read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      // That the file could not be read says nothing about its content.
      if (unread !== undefined) throw unread;
      const why = error instanceof Error ? error.message : String(error);
      throw new SourceInvalidError(`expected a Parquet file at ${file.name}, found a broken one (${why}). Write it again.`, {
        cause: error,
      });
    }
  };
  const parsers = { stringFromBytes: textOf };
  const metadata = await told(() => parquetMetadataAsync(buffer, { parsers, geoparquet: false }));
  refuseLarge(file, metadata);
  return {
    metadata,
    rows: (rowStart, rowEnd) =>
      told(() => parquetReadObjects({ file: buffer, metadata, rowStart, rowEnd, compressors, parsers, geoparquet: false })),
  };
}

function refuseLarge({ name }: StoredFile, { row_groups: groups }: FileMetaData): void {
  const largest = Math.max(0, ...groups.map((group) => Number(group.total_byte_size)));
  if (largest <= mostGroupBytes) return;
  const mebibytes = Math.ceil(largest / batchBytes);
  throw new SourceInvalidError(
    `expected row groups of at most 512 MiB in ${name}, found one of ${mebibytes}. Write it with smaller ones, such as row_group_size=10000 in pyarrow.`,
  );
}

function arrayBufferOf(bytes: Buffer<ArrayBuffer>): ArrayBuffer {
  const { buffer, byteOffset, length } = bytes;
  return byteOffset === 0 && length === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + length);
}

const decoder = new TextDecoder();

/** What is not UTF-8 becomes a lone surrogate, as in Python's `surrogateescape`: so the row is found to be damaged, and not quietly mended. */
function textOf(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  const text = decoder.decode(bytes);
  return isUtf8(bytes) ? text : text.replaceAll('\uFFFD', '\uDC80');
}

function* batchesOf(rows: readonly Record<string, unknown>[], start: number, maximumBytes: number): Generator<ReadLine[]> {
  let batch: ReadLine[] = [];
  let batched = 0;
  for (const [index, row] of rows.entries()) {
    const offset = start + index;
    const json = Buffer.from(JSON.stringify(row, asJson));
    const tooLong = json.length > maximumBytes;
    const bytes = tooLong ? json.subarray(0, maximumBytes) : json;
    batch.push({ number: offset + 1, offset, length: 0, bytes, tooLong, nextOffset: offset + 1, nextNumber: offset + 2 });
    batched += json.length;
    if (batched < batchBytes) continue;
    yield batch;
    batch = [];
    batched = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Dates know their own JSON. */
function asJson(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
