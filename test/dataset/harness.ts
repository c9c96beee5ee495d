/** What the dataset tests share: a folder with a real store, sources written from lists of lines, and splits read back. */

import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { buildDataset, type DatasetOutcome } from '../../dataset/build.js';
import { promptDigest } from '../../dataset/prompt-digest.js';
import type { DatasetReport } from '../../dataset/report.js';
import { readRows, type DatasetRow } from '../../dataset/rows.js';
import type { DatasetSettings } from '../../dataset/settings.js';
import type { ArtifactRef, DatasetRef } from '../../domain/artifact.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ChatMessage, ObjectStore } from '../../platform/ports.js';

export interface Bench {
  readonly folder: string;
  readonly store: ObjectStore;
  /** Writes lines as files of a new folder and builds from that folder. */
  build(lines: readonly string[] | readonly (readonly string[])[], overrides?: BuildOverrides): Promise<DatasetOutcome>;
  report(outcome: DatasetOutcome): Promise<DatasetReport>;
  rows(ref: ArtifactRef | null | undefined): Promise<DatasetRow[]>;
}

export interface BuildOverrides {
  readonly parent?: DatasetRef | null;
  readonly settings?: DatasetSettings;
  /** What suites ask. */
  readonly asked?: readonly (readonly ChatMessage[])[];
}

export const someSettings: DatasetSettings = {
  minimumNewExamples: 1,
  heldOut: { percent: 20, groupBy: 'conversationId' },
  validation: { percent: 10 },
  labelPath: 'intent',
};

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-dataset-'));
  const store = createFileObjectStore(join(folder, 'store'));
  return {
    folder,
    store,
    build: async (lines, overrides = {}) => {
      const sources = join(folder, randomUUID());
      await mkdir(sources);
      const files = lines.map((file) => (typeof file === 'string' ? [file] : file));
      const contents = typeof lines[0] === 'string' ? [files.flat()] : files;
      for (const [index, file] of contents.entries()) await writeFile(join(sources, `${index}.jsonl`), file.join('\n'));
      const { parent = null, settings = someSettings, asked = [] } = overrides;
      const reserved = new Set(asked.map(promptDigest));
      return await buildDataset({ model: 'triage', sources: [sources], parent, settings, reserved, store, workDir: join(folder, 'work') });
    },
    report: async (outcome) => JSON.parse((await store.read(outcome.report.key))?.body.toString() ?? '') as DatasetReport,
    rows: async (ref) => {
      if (ref === null || ref === undefined) return [];
      const path = join(folder, `${randomUUID()}.jsonl`);
      await store.readToFile(ref.key, path);
      const rows: DatasetRow[] = [];
      for await (const row of readRows(path)) rows.push(row);
      return rows;
    },
  };
}

/** A bench for one test file, removed after it. */
export function useBench(): () => Bench {
  let bench: Bench | undefined;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(async () => {
    await rm(bench?.folder ?? '', { recursive: true, force: true });
  });
  return () => {
    if (bench === undefined) throw new Error('The bench opens before the first test.');
    return bench;
  };
}

export function aLine(text: string, intent = 'refund', conversationId?: string | number): string {
  return JSON.stringify({
    messages: [
      { role: 'user', content: text },
      { role: 'assistant', content: JSON.stringify({ intent }) },
    ],
    ...(conversationId === undefined ? {} : { conversationId }),
  });
}

/** `count` lines in conversations of three. */
export function someLines(count: number, prefix = 'ticket'): string[] {
  return Array.from({ length: count }, (_, index) =>
    aLine(`${prefix} ${index}`, index % 3 === 0 ? 'refund' : 'card', `${prefix}-${index - (index % 3)}`),
  );
}
