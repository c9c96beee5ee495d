/** Writes a JSONL file and knows, when it is done, its digest; while it is written, where each line begins. */

import { createHash } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';

export interface WrittenFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface JsonlWriter {
  /** Queues a line (without line end) and returns the offset in the file at which it will begin. */
  add(line: string | Buffer): number;
  /** Writes what is queued. Called after every batch, it bounds memory. */
  flush(): Promise<void>;
  finish(): Promise<WrittenFile>;
}

/** Begins an empty file at `path`. Holds no handle between flushes, so that a failure elsewhere leaks none. */
export async function createJsonlWriter(path: string): Promise<JsonlWriter> {
  await writeFile(path, '');
  const digest = createHash('sha256');
  let queued: Buffer[] = [];
  let rows = 0;
  let bytes = 0;

  const flush = async (): Promise<void> => {
    const block = Buffer.concat(queued);
    queued = [];
    digest.update(block);
    await appendFile(path, block);
  };
  return {
    add: (line) => {
      const offset = bytes;
      const buffer = typeof line === 'string' ? Buffer.from(line) : line;
      queued.push(buffer, Buffer.from('\n'));
      rows += 1;
      bytes += buffer.length + 1;
      return offset;
    },
    flush,
    finish: async () => {
      await flush();
      return { path, rows, bytes, sha256: digest.digest('hex') };
    },
  };
}
