/** Puts all checks together, decides, and writes the report; the version's manifest too, once anything was accepted. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Check } from '../check.js';
import { judgeLabelMinimum, judgeLabels, ofKnownLabels } from '../drift/labels.js';
import { judgeNewKinds } from '../drift/new-kinds.js';
import { judgeSchemaDrift } from '../drift/fields.js';
import { judgeShape } from '../drift/shape.js';
import { emptyTally, mergeTallies } from '../drift/tally.js';
import { judgeSplit } from '../split/judge.js';
import type { SplitFigures } from '../split/measure.js';
import { noLines, sumLines } from './accounting.js';
import { fates, type Columns } from './columns.js';
import { judgeConflicts } from './conflicts.js';
import { distributionsOf, largestClusters } from './distributions.js';
import { judgeAccounting, judgeFormat, judgeVolume } from './judge-lines.js';
import { judgeExactDuplicates, judgeNearDuplicates, judgePersonalData, judgeQuality, type NearFindings } from './judge-records.js';
import { makeVersion } from './make-version.js';
import { withNewKindSamples } from './new-kind-samples.js';
import { judgeChecks } from './outcome.js';
import { checkOutliers } from './outliers.js';
import { definitionsOf, policyRecord } from './policy-record.js';
import { transformationsOf, unprotectedIn } from './sentences.js';
import type { DatasetReport, LineCounts, ReportedFile, TrainingSet } from './report.js';
import type { BuildRequest } from './request.js';
import type { RowsOnDisk } from './rows-on-disk.js';
import type { Tallies } from './tally-columns.js';
import type { SplitFiles } from './write-splits.js';

export interface ReportParts {
  readonly request: BuildRequest;
  readonly rows: RowsOnDisk;
  readonly near: NearFindings;
  readonly figures: SplitFigures;
  readonly contamination: Check;
  readonly files: SplitFiles;
  readonly tallies: Tallies;
  /** By index of the input. */
  readonly counts: ReadonlyMap<number, LineCounts>;
  /** Of the results. */
  readonly folder: string;
}

export async function writeReport(columns: Columns, parts: ReportParts): Promise<DatasetReport> {
  const { request, files, tallies, folder } = parts;
  const training = trainingSet(columns);
  const counts = sumLines(parts.counts.values());
  const perFile = await reportedFiles(columns, parts.counts);
  const checks = checksOf(columns, { ...parts, training, sum: counts, perFile });
  const splits = {
    train: files.train.rows,
    validation: files.validation.rows,
    heldOut: files.heldOut.rows,
    anchor: files.anchor?.rows ?? null,
  };
  const parent = request.parent?.version ?? null;
  const version =
    training.new === 0
      ? null
      : await makeVersion(folder, { model: request.model, parent, policy: policyRecord(request.policy), splits: files, training, tallies });
  const report: DatasetReport = {
    model: request.model,
    version,
    parent,
    ...judgeChecks(checks, splits),
    counts,
    training,
    checks,
    files: perFile,
    policy: request.policy,
    definitions: definitionsOf(request.policy),
    transformations: transformationsOf(columns, counts),
    distributions: distributionsOf(tallies, columns),
    clusters: largestClusters(columns),
    splits,
    unprotected: unprotectedIn(request, splits),
  };
  await writeFile(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

type CheckParts = ReportParts & { readonly training: TrainingSet; readonly sum: LineCounts; readonly perFile: readonly ReportedFile[] };

/** In the order of `checkNames`. */
function checksOf(
  columns: Columns,
  { request, rows, near, figures, contamination, tallies, folder, training, sum, perFile }: CheckParts,
): Check[] {
  const { policy } = request;
  const { existing, fresh } = tallies;
  return [
    judgeVolume(training, policy),
    judgeFormat(sum, quarantinedByCode(columns), { folder, maxQuarantinePercent: policy.maxQuarantinePercent }),
    ...judgeSchemaDrift(existing, fresh, policy.missingValues),
    // A label that was never seen is for a person to judge, and not for the distance from labels that were.
    judgeLabels(existing, policy.newKinds === 'review' ? ofKnownLabels(fresh, existing) : fresh, policy.labelDrift),
    judgeLabelMinimum(mergeTallies(existing ?? emptyTally(), fresh), policy.minimumPerLabel),
    judgeShape(existing, fresh),
    withNewKindSamples(judgeNewKinds(existing, fresh, policy.newKinds), columns, { rows, tallies }),
    checkOutliers(columns, rows, folder),
    judgeExactDuplicates(columns, sum),
    judgeNearDuplicates(columns, near, policy),
    judgeConflicts(columns, folder),
    judgeQuality(columns, rows, policy),
    judgePersonalData(columns, policy),
    judgeSplit(figures, policy),
    contamination,
    judgeAccounting(perFile),
  ];
}

function trainingSet({ fate, existing, count }: Columns): TrainingSet {
  let [removed, fresh] = [0, 0];
  for (let record = 0; record < count; record += 1) {
    if (fate[record] === fates.removed) removed += 1;
    else if (record >= existing && fate[record] === fates.accepted) fresh += 1;
  }
  return { existing, new: fresh, removed, total: existing - removed + fresh };
}

async function reportedFiles({ inputs, segments }: Columns, counts: ReadonlyMap<number, LineCounts>): Promise<ReportedFile[]> {
  const files: ReportedFile[] = [];
  for (const [index, { kind, name, file }] of inputs.entries()) {
    if (kind === 'existing') continue;
    const schema = segments.findLast(({ input }) => input === index)?.schema ?? null;
    files.push({ file: name, pin: await file.pin(), bytes: file.bytes, schema, counts: counts.get(index) ?? noLines });
  }
  return files;
}

function quarantinedByCode({ segments }: Columns): Map<string, number> {
  const byCode = new Map<string, number>();
  for (const { quarantined } of segments) {
    for (const [code, lines] of Object.entries(quarantined)) byCode.set(code, (byCode.get(code) ?? 0) + lines);
  }
  return new Map([...byCode].toSorted(([leftCode, left], [rightCode, right]) => right - left || (leftCode < rightCode ? -1 : 1)));
}
