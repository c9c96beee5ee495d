/** Decompresses gzip of any number of members, and delivers also of a broken stream every byte before the place where it breaks. */

import { once } from 'node:events';
import { createGunzip } from 'node:zlib';
import type { Decoded } from './decoding.js';

/** Sixteen mebibytes at the most extreme compression: so much may be in memory before anybody takes it. */
const pieceBytes = 16 * 1024;
const outputBytes = 256 * 1024;

/** `read` begins at the start of the file each time: a stream that turns out to be corrupt is read twice. */
export async function* gunzip(read: () => AsyncIterable<Buffer>): Decoded {
  let [taken, given] = [0, 0];
  const stream = openGunzip();
  try {
    for await (const piece of pieces(read())) {
      for (const output of await stream.push(piece)) {
        given += output.length;
        yield output;
      }
      taken += piece.length;
    }
    await stream.end();
    return undefined;
  } catch (error) {
    if (isTruncation(error)) return 'truncated-stream';
    if (!isCorruption(error)) throw error;
    yield* upToTheBreak(read(), { taken, given });
    return 'corrupt-stream';
  } finally {
    stream.close();
  }
}

/**
 * zlib gives nothing of the piece in which it finds the stream broken, and that may be all lines of a small file. So it is done again, and
 * from that piece on byte by byte.
 */
async function* upToTheBreak(
  chunks: AsyncIterable<Buffer>,
  { taken, given }: { readonly taken: number; readonly given: number },
): AsyncGenerator<Buffer> {
  const stream = openGunzip();
  let known = given;
  try {
    for await (const piece of piecesThenBytes(chunks, taken)) {
      for (const output of await stream.push(piece)) {
        const fresh = output.subarray(Math.min(known, output.length));
        known -= output.length - fresh.length;
        if (fresh.length > 0) yield fresh;
      }
    }
  } catch (error) {
    if (!isCorruption(error)) throw error;
  } finally {
    stream.close();
  }
}

interface GunzipStream {
  /** What comes out of the piece. */
  push(piece: Buffer): Promise<Buffer[]>;
  end(): Promise<void>;
  close(): void;
}

/** Not as a pipe: a pipe that breaks forgets what it has not yet handed on. */
function openGunzip(): GunzipStream {
  const gunzip = createGunzip({ chunkSize: outputBytes });
  let outputs: Buffer[] = [];
  gunzip.on('data', (output: Buffer) => outputs.push(output));
  // A write that breaks the stream, or that holds the zeros behind its last member, is never called back.
  let settle: ((error?: Error) => void) | undefined;
  let isOver = false;
  gunzip.on('error', (error) => settle?.(error));
  gunzip.on('end', () => {
    isOver = true;
    settle?.();
  });
  return {
    push: async (piece) => {
      if (isOver) return [];
      await new Promise<void>((resolve, reject) => {
        settle = (error) => (error === undefined ? resolve() : reject(error));
        gunzip.write(piece, () => resolve());
      });
      const taken = outputs;
      outputs = [];
      return taken;
    },
    end: async () => {
      gunzip.end();
      if (isOver) return;
      await once(gunzip, 'end');
    },
    close: () => gunzip.destroy(),
  };
}

async function* pieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield* parts(chunk, pieceBytes);
}

async function* piecesThenBytes(chunks: AsyncIterable<Buffer>, bytesFrom: number): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const piece of pieces(chunks)) {
    yield* parts(piece, at < bytesFrom ? pieceBytes : 1);
    at += piece.length;
  }
}

function* parts(bytes: Buffer, length: number): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

/** The end of the file came before the end of a member. */
function isTruncation(error: unknown): boolean {
  return codeOf(error) === 'Z_BUF_ERROR';
}

function isCorruption(error: unknown): boolean {
  return ['Z_DATA_ERROR', 'Z_NEED_DICT', 'Z_STREAM_ERROR'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
