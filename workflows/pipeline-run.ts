/** One run, told from data to release. Rejections are results; a Temporal failure means that the machinery failed. */

import {
  CancellationScope,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  rootCause,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/common';
import type { ResolvedSpec } from '../configs/spec.js';
import { awaitedReview, type Trigger } from '../domain/run-state.js';
import type { RunContext } from '../activities/interface.js';
import { notifyOutcome, packageModel, readChampion, recordRun, registerVersion, trainingOn, validateDataset } from './activity-options.js';
import { listenForApproval, type ApprovalDesk } from './approval-desk.js';
import { reviewData } from './data-review.js';
import { releaseWorkflowId, rolloutProgressed, run as runQuery, runEnded, type PromotedVersion, type RunResult } from './contract.js';
import { noFindings, type Ending, type Findings } from './findings.js';
import { promoteVersion } from './promote-version.js';
import { judgeCandidate } from './judge-candidate.js';
import { releaseVersion } from './release-version.js';
import { createRunStory, type RunStory } from './run-story.js';

export interface PipelineRunInput {
  readonly model: string;
  readonly runId: string;
  readonly trigger: Trigger;
  readonly resolved: ResolvedSpec;
  /** An existing version to release, in the place of a new one. Absent in runs that make one. */
  readonly promoted?: PromotedVersion;
}

export async function pipelineRun(input: PipelineRunInput): Promise<RunResult> {
  refuseWithoutEntity(input.model);
  const { model, runId, resolved, promoted = null } = input;
  const context: RunContext = { model, runId, resolved };
  const story = createRunStory(input);
  const desk = listenForApproval(() => awaitedReview(story.state())?.report.sha256 ?? story.state().evidenceSha256);
  const findings: Findings = { ...noFindings(), promotion: promoted === null ? null : { champion: null } };
  setHandler(runQuery, () => story.state());
  setHandler(rolloutProgressed, (state) => story.rolledOut(state));
  let ending: Ending;
  try {
    const told = { story, desk, findings };
    ending = await (promoted === null ? fromDataToRelease(context, told) : promoteVersion(context, promoted, told));
  } catch (error) {
    // An activity that fails while it is being cancelled, as with a worker that died, is a cancellation too.
    ending =
      isCancellation(error) || CancellationScope.current().consideredCancelled
        ? { outcome: 'cancelled', reason: `cancelled in stage ${story.state().stage}; production was left as it was` }
        : { outcome: 'failed', reason: `stage ${story.state().stage}: ${rootCause(error) ?? String(error)}` };
  }
  return CancellationScope.nonCancellable(() => conclude(input, { story, findings, ending }));
}

async function fromDataToRelease(
  context: RunContext,
  told: { readonly story: RunStory; readonly desk: ApprovalDesk; readonly findings: Findings },
): Promise<Ending> {
  const { story, findings } = told;
  const { spec } = context.resolved;
  const champion = await readChampion(context.model);

  story.enter('validate', `reading ${spec.data.sources.length} sources`);
  const validated = await validateDataset({ ...context, parent: champion?.dataset ?? null });
  findings.datasetReport = validated.report;
  const { dataset, report } = validated;
  if (dataset === null || report === null || validated.outcome === 'skipped' || validated.outcome === 'rejected') {
    return { outcome: validated.outcome === 'skipped' ? 'skipped' : 'data-rejected', reason: validated.reason };
  }
  const refused = validated.outcome === 'accepted' ? null : await reviewData(context, { dataset, report, reason: validated.reason }, told);
  if (refused !== null) return refused;
  findings.dataset = dataset;

  story.enter('train', validated.reason);
  const trained = (findings.trained = await trainingOn(spec.train.queue).train({ ...context, dataset }));

  story.enter('package', `adapter ${trained.adapterSha256.slice(0, 12)}`);
  const packaged = await packageModel({ ...context, merged: trained.merged });
  const artifact = (findings.artifact = packaged.artifact);

  story.enter('evaluate', `${artifact.gguf.sha256.slice(0, 12)}, ${artifact.gguf.bytes} bytes`);
  const judged = await judgeCandidate(context, { artifact, dataset, champion, packaged }, told);

  story.enter('register', judged.reason);
  const version = await registerVersion({
    ...context,
    decision: judged.accepted ? 'promote' : 'reject',
    champion: champion?.version ?? null,
    dataset,
    trained,
    artifact,
    packaging: packaged.packaging ?? null,
    verdicts: findings.verdicts,
    evidence: judged.evidence,
    approval: judged.approval,
  });
  story.registered(version);
  if (!judged.accepted) return judged.ending ?? { outcome: 'rejected', reason: judged.reason };
  return releaseVersion(context, { champion, version, artifact, findings, story });
}

async function conclude(
  input: PipelineRunInput,
  told: { readonly story: RunStory; readonly findings: Findings; readonly ending: Ending },
): Promise<RunResult> {
  const { story, findings, ending } = told;
  story.end(ending.outcome, ending.reason);
  const state = story.state();
  const result: RunResult = {
    runId: input.runId,
    workflowId: workflowInfo().workflowId,
    model: input.model,
    specDigest: input.resolved.digest,
    trigger: input.trigger,
    outcome: ending.outcome,
    reason: ending.reason,
    version: state.version,
    stages: state.stages,
    datasetVersion: findings.dataset?.version ?? null,
    datasetReport: findings.datasetReport,
    adapterSha256: findings.trained?.adapterSha256 ?? null,
    ggufSha256: findings.artifact?.gguf.sha256 ?? null,
    verdicts: findings.verdicts,
    liveVerdicts: findings.liveVerdicts,
    evidence: findings.evidence,
    unprotected: input.resolved.unprotected,
    rollback: findings.rollback,
    promotion: findings.promotion,
  };
  await recordRun(result);
  // Before the alert: a webhook that is away for hours must not keep the next run waiting.
  await getExternalWorkflowHandle(releaseWorkflowId(input.model)).signal(runEnded, { runId: input.runId, outcome: ending.outcome });
  if (ending.outcome !== 'released') await alert(result, input);
  // The entity hears of the failure first; then the Web UI shows it red, because the machinery did not do its work.
  if (ending.outcome === 'failed') throw ApplicationFailure.nonRetryable(ending.reason, 'RunFailed', result);
  return result;
}

/** An alert that could not be delivered for a day changes nothing about how the run ended. */
async function alert(result: RunResult, input: PipelineRunInput): Promise<void> {
  try {
    await notifyOutcome({ result, webhooks: input.resolved.spec.notify.map((entry) => entry.url) });
  } catch (error) {
    log.error('the alert could not be delivered everywhere', { error: rootCause(error) ?? String(error) });
  }
}

function refuseWithoutEntity(model: string): void {
  if (workflowInfo().parent?.workflowId === releaseWorkflowId(model)) return;
  throw ApplicationFailure.nonRetryable(
    `expected to be started by ${releaseWorkflowId(model)}, got ${workflowInfo().parent?.workflowId ?? 'no parent'}; use: slipway run ${model}`,
    'SpecInvalid',
  );
}
