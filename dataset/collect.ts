/** Streams all sources once: every line is counted, and becomes a new row, one that is known or kept for a suite, or a line of the quarantine file. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { assertAccounting, noCounts, sumCounts, type LineFate, type RowCounts } from './counts.js';
import { createJsonlWriter, type JsonlWriter, type WrittenFile } from './jsonl-writer.js';
import { readLines, type Line } from './lines.js';
import { promptDigest } from './prompt-digest.js';
import { maximumLineBytes, parseLine, type QuarantineReason, type Row } from './row.js';
import type { RowPlace } from './row-places.js';
import { storedLineOf } from './rows.js';
import type { DatasetSettings } from './settings.js';

const quarantinedBytes = 4096;

export interface NewRow extends RowPlace {
  readonly group: string | null;
  readonly label: string | null;
}

export interface Progress {
  readonly source: string;
  /** Of all sources so far. */
  readonly lines: number;
  /** Of all sources so far. */
  readonly bytes: number;
}

export interface CollectRequest {
  readonly files: readonly string[];
  readonly known: ReadonlySet<string>;
  /** Digests of the prompts that suites ask. */
  readonly reserved: ReadonlySet<string>;
  readonly settings: DatasetSettings;
  readonly folder: string;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

export interface Collected {
  readonly counts: RowCounts;
  readonly sources: readonly ({ readonly path: string } & RowCounts)[];
  readonly rows: ReadonlyMap<string, NewRow>;
  readonly quarantine: WrittenFile;
  readonly byReason: ReadonlyMap<QuarantineReason, number>;
  /** Sources that were written to or taken away meanwhile: what was read of them is no state that they ever had. */
  readonly changed: readonly string[];
}

export async function collectRows(request: CollectRequest): Promise<Collected> {
  const spillPath = join(request.folder, 'new-rows.jsonl');
  const state: State = {
    ...request,
    done: { lines: 0, bytes: 0 },
    rows: new Map(),
    byReason: new Map(),
    spillPath,
    spill: await createJsonlWriter(spillPath),
    quarantine: await createJsonlWriter(join(request.folder, 'quarantine.jsonl')),
  };
  const sources: ({ readonly path: string } & RowCounts)[] = [];
  const changed: string[] = [];
  for (const path of request.files) {
    const before = await identityOf(path);
    if (before !== undefined) sources.push({ path, ...(await collectFile(path, state)) });
    if (before === undefined || (await identityOf(path)) !== before) changed.push(path);
  }
  await state.spill.finish();
  const quarantine = await state.quarantine.finish();
  const counts = sumCounts(sources);
  assertAccounting(counts, 'all sources');
  if (counts.newExamples !== state.rows.size)
    throw new Error(`Counted ${counts.newExamples} new rows and kept ${state.rows.size}. Report this bug.`);
  return { counts, sources, rows: state.rows, quarantine, byReason: state.byReason, changed };
}

interface State {
  readonly known: ReadonlySet<string>;
  readonly reserved: ReadonlySet<string>;
  readonly settings: DatasetSettings;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  done: Omit<Progress, 'source'>;
  readonly rows: Map<string, NewRow>;
  readonly byReason: Map<QuarantineReason, number>;
  readonly spillPath: string;
  readonly spill: JsonlWriter;
  readonly quarantine: JsonlWriter;
}

/** Of a file's bytes, without reading them; undefined when it is gone. */
async function identityOf(path: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function collectFile(path: string, state: State): Promise<RowCounts> {
  const counts: Record<keyof RowCounts, number> = { ...noCounts };
  const before = state.done;
  for await (const lines of readLines(path, maximumLineBytes)) {
    for (const line of lines) counts[placeLine(line, path, state)] += 1;
    const last = lines.at(-1);
    if (last !== undefined) {
      counts.lines = last.number;
      state.done = { lines: before.lines + last.number, bytes: before.bytes + last.offset + last.bytes.length };
    }
    await state.spill.flush();
    await state.quarantine.flush();
    state.onProgress?.({ source: path, ...state.done });
  }
  assertAccounting(counts, path);
  return counts;
}

function placeLine(line: Line, source: string, state: State): LineFate {
  const parsed = parseLine(line, state.settings);
  switch (parsed.kind) {
    case 'blank':
      return 'blank';
    case 'quarantined': {
      const raw = line.bytes.subarray(0, quarantinedBytes).toString();
      state.quarantine.add(JSON.stringify({ source, line: line.number, reason: parsed.reason, detail: parsed.detail, raw }));
      state.byReason.set(parsed.reason, (state.byReason.get(parsed.reason) ?? 0) + 1);
      return 'quarantined';
    }
    case 'row':
      return placeRow(parsed.row, state);
  }
}

function placeRow(row: Row, state: State): LineFate {
  if (state.reserved.has(promptDigest(row.messages.slice(0, -1)))) return 'inSuites';
  if (state.known.has(row.id)) return 'alreadyInParent';
  const earlier = state.rows.get(row.id);
  // Of repeats in different groups the least group stays, whichever came first: the version must not depend on the order of files.
  if (earlier !== undefined && !comesBefore(row.group, earlier.group)) return 'duplicates';
  const line = Buffer.from(storedLineOf(row));
  const place = { id: row.id, path: state.spillPath, offset: state.spill.add(line), bytes: line.length };
  state.rows.set(row.id, { ...place, group: row.group, label: row.label });
  return earlier === undefined ? 'newExamples' : 'duplicates';
}

function comesBefore(group: string | null, other: string | null): boolean {
  return group !== null && (other === null || group < other);
}
