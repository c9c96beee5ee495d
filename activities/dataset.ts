/** The dataset stage: sources in, an immutable version or a refusal out, each with its report. */

import { join } from 'node:path';
import { heartbeat, log } from '@temporalio/activity';
import { policyOf } from '../catalog/data.js';
import { suiteTexts } from '../catalog/evaluators/suite-texts.js';
import type { Progress } from '../dataset/stage/progress.js';
import type { DatasetReport } from '../dataset/stage/report.js';
import type { BuiltDataset } from '../dataset/stage/request.js';
import { isOfTheData } from '../dataset/stage/unreadable.js';
import { parentFromStore } from '../dataset/version/parent.js';
import { publishBuilt } from '../dataset/version/publish.js';
import type { ArtifactRef } from '../domain/artifact.js';
import type { AuditAction } from '../registry/audit-actions.js';
import { inInheritedFolder } from './attempt-folder.js';
import { shortReason, writeAudit } from './audit.js';
import type { ActivityDependencies } from './dependencies.js';
import { withFailureTypes } from './failure.js';
import { whileHeartbeating } from './heartbeat.js';
import type { DatasetActivities } from './interface.js';

type Question = Parameters<DatasetActivities['validateDataset']>[0];
type Validated = Awaited<ReturnType<DatasetActivities['validateDataset']>>;

export function createDatasetActivities(deps: ActivityDependencies): DatasetActivities {
  return {
    validateDataset(question) {
      const { model, runId } = question;
      const { scratchDir } = deps.settings;
      let last: Progress | undefined;
      const onProgress = (progress: Progress): void => heartbeat((last = progress));
      return whileHeartbeating(
        (signal) =>
          // Around the failure types: what will never work leaves nothing to go on from.
          inInheritedFolder(join(scratchDir, 'datasets', model, runId), (folder) =>
            withFailureTypes(() => validate(deps, { ...question, folder, signal, onProgress }), scratchDir),
          ),
        () => last,
      );
    },
    recordDataReview: ({ model, runId, review }) =>
      withFailureTypes(async () => {
        const { approved, identity, reason, at } = review.answer;
        await writeAudit(deps, {
          model,
          actor: identity,
          action: approved ? 'dataset-approved' : 'dataset-approval-refused',
          subject: review.dataset,
          details: { runId, because: shortReason(review.reason), evidenceSha256: review.report.sha256, reason: shortReason(reason) },
          idempotencyKey: `data-review/${runId}/${at}`,
          at,
        });
      }),
  };
}

interface Attempt {
  readonly folder: string;
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
}

async function validate(deps: ActivityDependencies, question: Question & Attempt): Promise<Validated> {
  try {
    const built = await build(deps, question);
    const { dataset, report } = await publishBuilt(deps.store, built);
    const { outcome, reason } = built.report;
    const validated: Validated = { outcome, dataset, report, reason };
    await audit(deps, question, { ...validated, found: built.report });
    await keepPage(deps, report, built.report);
    return validated;
  } catch (error) {
    if (!isOfTheData(error)) throw error;
    const refused: Validated = { outcome: 'rejected', dataset: null, report: null, reason: error.message };
    await audit(deps, question, { ...refused, found: null });
    return refused;
  }
}

/** Data is judged whether or not its page can be drawn: `slipway report RUN --data` draws one that is missing. */
async function keepPage({ store }: ActivityDependencies, ref: ArtifactRef, report: DatasetReport): Promise<void> {
  try {
    const { keepDatasetPage } = await import('../reports/dataset/keep.js');
    await keepDatasetPage(store, ref, report);
  } catch (error) {
    log.warn('the page of the report on the data could not be kept', { report: ref.key, error });
  }
}

async function build(deps: ActivityDependencies, question: Question & Attempt): Promise<BuiltDataset> {
  const { model, resolved, parent, folder } = question;
  const { spec } = resolved;
  const request = {
    model,
    sources: spec.data.sources,
    suites: await suiteTexts(spec.evaluate),
    parent: parent === null ? null : await parentFromStore(deps.store, parent, join(folder, 'parent')),
    policy: policyOf(spec),
    filterSuitePrompts: true,
    folder: join(folder, 'build'),
  };
  return await deps.buildDataset(request, question);
}

const actions = {
  accepted: 'dataset-accepted',
  'needs-review': 'dataset-held',
  skipped: 'dataset-refused',
  rejected: 'dataset-refused',
} as const satisfies { readonly [Outcome in Validated['outcome']]: AuditAction };

async function audit(
  deps: ActivityDependencies,
  { model, runId }: Question,
  { outcome, dataset, report, reason, found }: Validated & { readonly found: DatasetReport | null },
): Promise<void> {
  const action = actions[outcome];
  const stoppedBy = (found?.checks ?? []).filter((check) => check.severity === 'block' && check.verdict !== 'pass').map(({ name }) => name);
  await writeAudit(deps, {
    model,
    actor: `run:${runId}`,
    action,
    subject: dataset?.version ?? runId,
    details: {
      runId,
      outcome,
      report: report?.sha256,
      counts: found?.counts,
      training: found?.training,
      stoppedBy,
      reason: shortReason(reason),
    },
    // Sources may have grown since an attempt that died: then its report is another, and both have happened.
    idempotencyKey: `${action}/${runId}/${report?.sha256.slice(0, 12) ?? 'unreadable'}`,
  });
}
