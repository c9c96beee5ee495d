/** The map phase's results on disk, a segment of a source at a time: each is durable before the next begins, so a killed build goes on after the last. */

import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SchemaName } from '../example.js';
import type { LinePosition } from '../sources/source-file.js';

export const nameKinds = ['label', 'source', 'roles', 'tools', 'task', 'shape'] as const;
export type NameKind = (typeof nameKinds)[number];

export interface Segment {
  /** From 0, in the order of inputs. */
  readonly number: number;
  /** Index of its input. */
  readonly input: number;
  /** Where its input goes on; null at its end. */
  readonly next: LinePosition | null;
  readonly schema: SchemaName | null;
  readonly read: number;
  readonly blank: number;
  readonly quarantined: Readonly<Record<string, number>>;
  readonly examples: number;
  readonly names: Readonly<Record<NameKind, readonly string[]>>;
  /** Placeholders put in, by kind, with the first few places. */
  readonly redacted: Readonly<Record<string, { readonly count: number; readonly lines: readonly number[] }>>;
  /** Length of the shingles file in hashes. */
  readonly shingles: number;
}

export type SegmentFile = 'rows' | 'facts' | 'shingles' | 'quarantine' | 'quality' | 'filtered' | 'counters';

export function segmentPath(folder: string, number: number, file: SegmentFile): string {
  return join(folder, `${String(number).padStart(5, '0')}.${file}`);
}

/** Of the work files' layout. Raise it with any change of what a segment holds: work that a former release left is not to be misread. */
const format = 1;

/** The segments that a former build of the very same request finished; none, and an empty folder, for any other request. */
export async function takeUp(folder: string, request: unknown): Promise<Segment[]> {
  const key = createHash('sha256').update(JSON.stringify({ format, request })).digest('hex');
  const keyPath = join(folder, 'request');
  if ((await readFile(keyPath, 'utf8').catch(() => '')) !== key) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(keyPath, key);
    return [];
  }
  const segments: Segment[] = [];
  for (;;) {
    const text = await readFile(donePath(folder, segments.length), 'utf8').catch(() => undefined);
    if (text === undefined) return segments;
    segments.push(JSON.parse(text) as Segment);
  }
}

/** Call when all files of the segment are durable. */
export async function finishSegment(folder: string, segment: Segment): Promise<void> {
  const path = donePath(folder, segment.number);
  writeDurably(`${path}.tmp`, JSON.stringify(segment));
  await rename(`${path}.tmp`, path);
}

export function writeDurably(path: string, content: string | Uint8Array): void {
  const handle = openSync(path, 'w');
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function donePath(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(5, '0')}.done`);
}
