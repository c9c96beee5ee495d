/** The report of one build, for people and for `why`: what was read, what became of it, and what nothing protects against. */

import { hash } from 'node:crypto';
import type { ArtifactRef } from '../domain/artifact.js';
import type { ObjectStore } from '../platform/ports.js';
import type { Collected } from './collect.js';
import { noCounts, type RowCounts } from './counts.js';
import { distributionOf } from './label.js';
import type { Parent } from './parent.js';
import { storeFile, type Division } from './publish.js';
import type { DatasetSettings } from './settings.js';

/** As it stands in stored reports, of which the oldest do not count rows in suites. */
export type ReportedCounts = Omit<RowCounts, 'inSuites'> & Partial<Pick<RowCounts, 'inSuites'>>;

export interface DatasetReport {
  readonly model: string;
  readonly outcome: 'accepted' | 'skipped' | 'rejected';
  readonly reason: string;
  readonly version: string | null;
  readonly parent: string | null;
  readonly settings: DatasetSettings;
  readonly counts: ReportedCounts;
  readonly sources: readonly ({ readonly path: string } & ReportedCounts)[];
  readonly quarantine: { readonly file: ArtifactRef | null; readonly byReason: Readonly<Record<string, number>> };
  /** Null without a label path. */
  readonly labels: {
    readonly parent: Readonly<Record<string, number>>;
    readonly new: Readonly<Record<string, number>>;
    readonly unlabelledInParent: number;
  } | null;
  /** Rows of each split; null when rows were not divided. */
  readonly splits: { readonly train: number; readonly validation: number; readonly heldOut: number; readonly anchor: number | null } | null;
  readonly unprotected: readonly string[];
}

export interface Findings {
  readonly model: string;
  readonly settings: DatasetSettings;
  readonly outcome: DatasetReport['outcome'];
  readonly reason: string;
  readonly version: string | null;
  readonly parent: Parent | null;
  readonly collected: Collected | null;
  readonly division: Division | null;
}

/** Stores the report under its own digest, the quarantined lines (cut to 4 KiB) beside it. Idempotent. */
export async function storeReport(store: ObjectStore, findings: Findings): Promise<ArtifactRef> {
  const folder = `datasets/${findings.model}/reports`;
  const lines = findings.collected?.quarantine;
  const empty = lines === undefined || lines.rows === 0;
  const quarantine = empty ? null : await storeFile(store, `${folder}/${lines.sha256}.quarantine.jsonl`, lines);
  const text = `${JSON.stringify(reportOf(findings, quarantine), null, 2)}\n`;
  const sha256 = hash('sha256', text);
  const key = `${folder}/${sha256}.json`;
  await store.create(key, text);
  return { key, sha256, bytes: Buffer.byteLength(text) };
}

function reportOf(findings: Findings, quarantine: ArtifactRef | null): DatasetReport {
  const { collected, parent, division } = findings;
  const byReason = [...(collected?.byReason ?? [])].toSorted(([left], [right]) => (left < right ? -1 : 1));
  return {
    model: findings.model,
    outcome: findings.outcome,
    reason: findings.reason,
    version: findings.version,
    parent: parent?.version ?? null,
    settings: settingsOf(findings.settings),
    counts: collected?.counts ?? noCounts,
    sources: collected?.sources ?? [],
    quarantine: { file: quarantine, byReason: Object.fromEntries(byReason) },
    labels: labelsOf(findings),
    splits: division === null ? null : sizesOf(division),
    unprotected: unprotectedIn(findings),
  };
}

/** Only what is known here: a caller may pass a larger part of the pipeline file, and the digest must not hang on the rest. */
function settingsOf({ minimumNewExamples, heldOut, validation, labelPath }: DatasetSettings): DatasetSettings {
  return {
    minimumNewExamples,
    heldOut: { percent: heldOut.percent, groupBy: heldOut.groupBy },
    validation: { percent: validation.percent },
    labelPath,
  };
}

function labelsOf({ settings, collected, parent }: Findings): DatasetReport['labels'] {
  if (settings.labelPath === undefined) return null;
  const labels = [...(collected?.rows.values() ?? [])].flatMap((row) => row.label ?? []);
  return { parent: distributionOf(parent?.labels ?? []), new: distributionOf(labels), unlabelledInParent: parent?.unlabelled ?? 0 };
}

export function sizesOf(division: Division): NonNullable<DatasetReport['splits']> {
  return {
    train: division.train.length,
    validation: division.validation.length,
    heldOut: division.heldOut.length,
    anchor: division.anchor?.length ?? null,
  };
}

function unprotectedIn({ settings, parent, collected, division }: Findings): string[] {
  const { groupBy } = settings.heldOut;
  const groupless = [...(collected?.rows.values() ?? [])].filter((row) => row.group === null).length;
  return [
    'Near duplicates are not searched for: almost equal examples may be in training and in tests.',
    'Personal data and secrets are not redacted.',
    ...(settings.labelPath === undefined ? ['No label path: labels are not checked.'] : ['Drift of labels is shown, not judged.']),
    ...(groupBy === undefined ? ['No groupBy: related rows, such as those of one conversation, may be in training and in tests.'] : []),
    ...(groupBy !== undefined && groupless > 0 ? [`${groupless} new rows have no ${groupBy} and were split one by one.`] : []),
    ...(parent === null ? ['A first version has no anchor: nothing compares with earlier held-out rows.'] : []),
    ...(division?.heldOut.length === 0 ? ['No new row was held out: new behaviour is not tested.'] : []),
    ...(division?.validation.length === 0 ? ['Validation is empty: training cannot stop early.'] : []),
  ];
}
