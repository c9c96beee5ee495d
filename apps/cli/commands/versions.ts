/** `slipway versions`: every registered version of a model, where it is in its life, and which one serves. */

import type { Command } from 'commander';
import { bytesText, percentText, utcText } from '../../../domain/figures.js';
import { servedHistory } from '../../../registry/lifecycle.js';
import type { VersionManifest } from '../../../registry/manifests.js';
import { examples } from '../examples.js';
import { requireModel } from '../known-models.js';
import { localStore } from '../local.js';
import { outputOf } from '../output.js';
import { readRecords, type ModelRecords } from '../record/records.js';
import { dayText, recordTable, textLines, whoText } from '../record/text.js';

export function configureVersions(command: Command): void {
  command.argument('<model>', 'as its pipeline file is named').action(showVersions);
  examples(command, [
    ['All of them; a star serves', 'slipway versions support-triage'],
    ['With whole digests, for a script', 'slipway versions support-triage --json'],
  ]);
}

async function showVersions(model: string, _options: object, command: Command): Promise<void> {
  await requireModel(model);
  const records = await readRecords(await localStore(), model);
  const { versions, standings, head } = records;
  const standing = ({ version }: VersionManifest) => standings.get(version);
  const rows = versions.map((entry) => [
    entry.version === head?.version ? `${entry.version} *` : entry.version,
    standing(entry)?.state ?? entry.status,
    dayText(standing(entry)?.since ?? entry.createdAt),
    heldOutScore(entry),
    bytesText(entry.artifact.gguf.bytes),
    entry.runId,
  ]);
  const listed = versions.map((entry) => ({
    ...entry,
    state: standing(entry)?.state ?? entry.status,
    since: standing(entry)?.since ?? entry.createdAt,
  }));
  outputOf(command).result({ model, production: head?.version ?? null, versions: listed }, [
    ...(rows.length === 0 ? [] : [recordTable(['version', 'state', 'since (UTC)', 'score', 'size', 'run'], rows)]),
    ...textLines(servingText(records)),
    ...textLines(importedText(versions)),
  ]);
}

/** Of the rows that no training saw; what was measured on them is the version's own, whatever the champion was. */
function heldOutScore({ evaluation }: VersionManifest): string {
  const score = evaluation?.scores.find(({ suite }) => suite === 'heldOut');
  return score === undefined || score.items === 0 ? '-' : percentText(score.correct / score.items);
}

function importedText(versions: readonly VersionManifest[]): string {
  const imported = versions.filter(({ origin }) => origin === 'imported').map(({ version }) => version);
  if (imported.length === 0) return '';
  return `imported: ${imported.join(', ')}; the lineage is unknown, and that the data did not contain the tests is unproven`;
}

function servingText({ model, head, entries }: ModelRecords): string {
  if (head === undefined) return `${model}: no version has been released`;
  const period = servedHistory(entries, 'production').findLast(({ version }) => version === head.version);
  if (period === undefined) return `* ${head.version} serves in production`;
  return `* ${head.version} serves in production since ${utcText(period.from)}, put there by ${whoText(period)}`;
}
