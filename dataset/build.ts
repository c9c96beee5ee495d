/** The dataset stage as one function: sources in; report, quarantine and, when the data is good and enough, an immutable version out. */

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRef, DatasetRef } from '../domain/artifact.js';
import { countText } from '../domain/figures.js';
import { isModelName } from '../domain/model-version.js';
import type { ObjectStore } from '../platform/ports.js';
import { collectRows, type Collected, type Progress } from './collect.js';
import { noCounts, type RowCounts } from './counts.js';
import { readParent, type Parent } from './parent.js';
import { divide, publishDataset, type Division } from './publish.js';
import { sizesOf, storeReport, type Findings } from './report.js';
import type { DatasetSettings } from './settings.js';
import { findSources } from './sources.js';

export interface BuildOptions {
  readonly model: string;
  /** Local files, folders (their `*.jsonl`) or patterns with `*` in the last part. */
  readonly sources: readonly string[];
  /** The version whose accepted rows this one continues; null for a first version. */
  readonly parent: DatasetRef | null;
  readonly settings: DatasetSettings;
  /** `promptDigest` of what suites ask. Such rows are in no split, those of the parent included. */
  readonly reserved: ReadonlySet<string>;
  readonly store: ObjectStore;
  /** For temporary files, about as large as parent and sources together; several builds may share it. */
  readonly workDir: string;
  /** Called about once a mebibyte. What it throws ends the build, which is how a caller cancels. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface DatasetOutcome {
  readonly outcome: 'accepted' | 'skipped' | 'rejected';
  /** Null unless accepted. */
  readonly dataset: DatasetRef | null;
  readonly report: ArtifactRef;
  readonly reason: string;
  readonly counts: RowCounts;
}

/**
 * Bad data is an outcome with a report; a throw means that the machinery failed (disk, store, damaged parent).
 * Idempotent: the same sources, parent and settings give the same version and the same report, in whatever order the files are named.
 */
export async function buildDataset(options: BuildOptions): Promise<DatasetOutcome> {
  if (!isModelName(options.model)) throw new Error(`Expected a model name in [a-z0-9-], got ${JSON.stringify(options.model)}.`);
  await mkdir(options.workDir, { recursive: true });
  const folder = await mkdtemp(join(options.workDir, 'dataset-'));
  try {
    return await buildIn(folder, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function buildIn(folder: string, options: BuildOptions): Promise<DatasetOutcome> {
  const { store, settings, model, reserved } = options;
  const conclude = async (part: Omit<Findings, 'model' | 'settings'>, dataset: DatasetRef | null): Promise<DatasetOutcome> => {
    const report = await storeReport(store, { model, settings, ...part });
    return { outcome: part.outcome, dataset, report, reason: part.reason, counts: part.collected?.counts ?? noCounts };
  };
  const nothing = { version: null, parent: null, collected: null, division: null };

  const { files, problems } = await findSources(options.sources);
  if (problems.length > 0) return await conclude({ ...nothing, outcome: 'rejected', reason: problems.join(' ') }, null);

  const parent =
    options.parent === null ? null : await readParent({ store, dataset: options.parent, folder, labelPath: settings.labelPath, reserved });
  const regrouped = regroupedFrom(parent, settings);
  if (regrouped !== undefined) return await conclude({ ...nothing, parent, outcome: 'rejected', reason: regrouped }, null);

  const known = parent?.ids ?? new Set<string>();
  const collected = await collectRows({ files, known, reserved, settings, folder, onProgress: options.onProgress });
  const early = judgeRows(collected, parent, settings);
  if (early !== undefined) return await conclude({ ...nothing, parent, collected, ...early }, null);

  const division = divide(collected.rows.values(), parent, settings);
  const lopsided = judgeDivision(division, settings);
  if (lopsided !== undefined)
    return await conclude({ ...nothing, parent, collected, division, outcome: 'rejected', reason: lopsided }, null);

  const dataset = await publishDataset({ store, model, parent: parent?.version ?? null, settings, division, folder });
  return await conclude(
    { outcome: 'accepted', reason: acceptedReason(division, collected, parent), version: dataset.version, parent, collected, division },
    dataset,
  );
}

/** Groups of the parent cannot be made anew, and two ways of grouping could put one conversation on both sides. */
function regroupedFrom(parent: Parent | null, settings: DatasetSettings): string | undefined {
  const today = settings.heldOut.groupBy ?? null;
  if (parent === null || parent.groupBy === today) return undefined;
  return `Expected heldOut.groupBy to stay ${parent.groupBy ?? 'unset'} as in the parent version, got ${today ?? 'unset'}. Restore it, or begin a first version without a parent.`;
}

function judgeRows(
  collected: Collected,
  parent: Parent | null,
  settings: DatasetSettings,
): Pick<Findings, 'outcome' | 'reason'> | undefined {
  const { counts, changed } = collected;
  if (changed.length > 0) {
    return {
      outcome: 'rejected',
      reason: `Changed while being read: ${someOf(changed)}. Write data under another name, rename it when it is complete, and run again.`,
    };
  }
  const written = counts.lines - counts.blank;
  if (counts.quarantined * 2 > written) {
    const reasons = [...collected.byReason].map(([reason, lines]) => `${lines} ${reason}`);
    return {
      outcome: 'rejected',
      reason: `${counts.quarantined} of ${written} lines were quarantined (${reasons.join(', ')}), more than half. The quarantine beside the report has every line with its reason; mend the source.`,
    };
  }
  if (parent === null && counts.newExamples === 0) {
    const read = collected.sources.map(({ path, lines }) => `${path} (${lines} lines)`);
    const only = counts.inSuites === 0 ? 'none' : `only the ${counts.inSuites} that suites ask`;
    return { outcome: 'rejected', reason: `Expected examples, found ${only} in ${someOf(read)}. Check that these are the right files.` };
  }
  // Without anything new there is no new version, even with a minimum of 0.
  const minimum = Math.max(1, settings.minimumNewExamples);
  if (counts.newExamples >= minimum) return undefined;
  return {
    outcome: 'skipped',
    reason: `${counts.newExamples} new examples, expected at least ${minimum}. The next run counts them again.`,
  };
}

/** Enough to find the place by; the report has them all. */
function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

function judgeDivision(division: Division, settings: DatasetSettings): string | undefined {
  if (division.train.length === 0) return 'No row is left for training. Lower heldOut.percent and validation.percent, or give more groups.';
  const tested = division.heldOut.length + (division.anchor?.length ?? 0);
  if (settings.heldOut.percent > 0 && tested === 0)
    return 'No row was held out, so nothing could be tested. Give more rows or groups, or raise heldOut.percent.';
  return undefined;
}

function acceptedReason(division: Division, { counts }: Collected, parent: Parent | null): string {
  const sizes = sizesOf(division);
  const left = [
    ...(counts.inSuites === 0 ? [] : [countText(counts.inSuites, 'line')]),
    ...(parent === null || parent.inSuites === 0 ? [] : [`${countText(parent.inSuites, 'row')} of the parent`]),
  ];
  const reserved = left.length === 0 ? '' : ` Left out, because suites ask them: ${left.join(' and ')}.`;
  return `${counts.newExamples} new examples; ${sizes.train} train, ${sizes.validation} validation, ${sizes.heldOut} held out, ${sizes.anchor ?? 0} anchor.${reserved}`;
}
