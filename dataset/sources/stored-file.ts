/** The bytes of a file, wherever it is stored: what every format is read from. */

export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
  readonly identity: string;
  /** Bytes from an offset on, up to `to` (exclusive; left out: to the end), always of the file as it was when it was found. */
  read(from: number, to?: number): AsyncIterable<Buffer>;
  pin(): Promise<string>;
}

/** Fewer than asked for only where the file ends. */
export async function bytesOf(file: StoredFile, from: number, to: number): Promise<Buffer<ArrayBuffer>> {
  const bytes = Buffer.alloc(Math.max(0, Math.min(to, file.bytes) - from));
  let filled = 0;
  if (bytes.length === 0) return bytes;
  for await (const chunk of file.read(from, from + bytes.length)) {
    filled += chunk.copy(bytes, filled);
    if (filled === bytes.length) break;
  }
  return bytes.subarray(0, filled);
}
