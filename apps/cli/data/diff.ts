/** `slipway data diff`: which examples came and went between two dataset versions. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { datasetDifference } from '../../../dataset/version/difference.js';
import type { ParentVersion } from '../../../dataset/version/parent.js';
import { entry } from '../entry.js';
import { outputOf } from '../output.js';
import { parentNamed } from './parent.js';

export async function diff(...[from, to, , command]: [string, string, object, Command]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-diff-'));
  try {
    const [before, after] = [await parentNamed(from, join(folder, 'from')), await parentNamed(to, join(folder, 'to'))];
    const difference = await datasetDifference(before.splits, after.splits);
    const { came, went, stayed, splits } = difference;
    const labels = labelLines(before, after);
    outputOf(command).result({ from: before.version, to: after.version, ...difference }, [
      `${before.version.slice(0, 12)} → ${after.version.slice(0, 12)}: ${came} examples came, ${went} went, ${stayed} stayed`,
      ...splits.flatMap((split) => entry(split.split, `${split.from} → ${split.to}: ${split.came} came, ${split.went} went`)),
      ...labels,
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Labels whose counts differ, the largest moves first. */
function labelLines({ profile: before }: ParentVersion, { profile: after }: ParentVersion): string[] {
  if (before === null || after === null) return [];
  const moved = [...new Set([...Object.keys(before.labels), ...Object.keys(after.labels)])]
    .map((label) => ({ label, from: before.labels[label] ?? 0, to: after.labels[label] ?? 0 }))
    .filter(({ from, to }) => from !== to)
    .toSorted((left, right) => Math.abs(right.to - right.from) - Math.abs(left.to - left.from) || (left.label < right.label ? -1 : 1));
  const shown = moved.slice(0, 10).map(({ label, from, to }) => `${label} ${from} → ${to}`);
  return entry('labels', `${shown.join(', ')}${moved.length > 10 ? ` and ${moved.length - 10} more` : ''}`);
}
