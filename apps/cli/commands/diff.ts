/** `slipway diff`: what differs between two versions of a model: data, recipe, environment, scores, file. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { DatasetDifference } from '../../../dataset/version/difference.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { compareVersions } from '../../../registry/compare.js';
import type { VersionManifest } from '../../../registry/manifests.js';
import { examples } from '../examples.js';
import { localStore } from '../local.js';
import { outputOf } from '../output.js';
import { drawDifference } from '../record/draw-difference.js';
import { namedVersion, requireVersion } from '../record/named-version.js';

export function configureDiff(command: Command): void {
  command
    .argument('<model>', 'as its pipeline file is named')
    .argument('<version>', 'such as v11')
    .argument('<version>', 'such as v12')
    .action((...[model, from, to, , command]: [string, string, string, object, Command]) => diff(model, [from, to], command));
  examples(command, [
    ['What is new in v12', 'slipway diff support-triage v11 v12'],
    ['For programs', 'slipway diff support-triage v11 v12 --json'],
  ]);
}

async function diff(model: string, names: readonly [string, string], command: Command): Promise<void> {
  const store = await localStore();
  const [from, to] = names.map((name) => namedVersion(model, name));
  const older = (await requireVersion(store, from ?? namedVersion(model))).manifest;
  const newer = (await requireVersion(store, to ?? namedVersion(model))).manifest;
  const difference = compareVersions(
    { manifest: older, chatTemplate: await templateOf(store, older) },
    { manifest: newer, chatTemplate: await templateOf(store, newer) },
  );
  const rows = await rowsBetween(store, older, newer);
  outputOf(command).result({ ...difference, rowChanges: typeof rows === 'string' ? null : rows }, drawDifference({ difference, rows }));
}

async function templateOf(store: ObjectStore, { packaging }: VersionManifest): Promise<string | null> {
  const ref = packaging?.chatTemplate ?? null;
  if (ref === null) return null;
  return (await store.read(ref.key))?.body.toString('utf8') ?? null;
}

/** In words where they cannot be counted: a comparison of the rest is still worth having. */
async function rowsBetween(store: ObjectStore, older: VersionManifest, newer: VersionManifest): Promise<DatasetDifference | string> {
  const [from, to] = [older.dataset, newer.dataset];
  if (from === null || to === null) return 'not counted: the data of an imported version is unknown';
  const folder = await mkdtemp(join(tmpdir(), 'slipway-diff-'));
  try {
    const [{ datasetDifference }, { parentFromStore }] = await Promise.all([
      import('../../../dataset/version/difference.js'),
      import('../../../dataset/version/parent.js'),
    ]);
    const [before, after] = [
      await parentFromStore(store, from, join(folder, 'from')),
      await parentFromStore(store, to, join(folder, 'to')),
    ];
    return await datasetDifference(before.splits, after.splits);
  } catch (error) {
    return `not counted: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
