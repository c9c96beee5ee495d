/** One run, told from data to release. Rejections are results; a Temporal failure means that the machinery failed. */

import {
  CancellationScope,
  executeChild,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  ParentClosePolicy,
  rootCause,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { ApplicationFailure, ChildWorkflowFailure } from '@temporalio/common';
import type { ResolvedSpec } from '../configs/spec.js';
import type { ArtifactRef, DatasetRef, ModelArtifact } from '../domain/artifact.js';
import type { RunOutcome, Trigger } from '../domain/run-state.js';
import type { Verdict } from '../domain/verdict.js';
import type { RunContext, TrainedModel } from '../activities/interface.js';
import {
  evaluateModel,
  judgeGates,
  notifyOutcome,
  packageModel,
  readChampion,
  recordRun,
  registerVersion,
  trainingOn,
  validateDataset,
} from './activity-options.js';
import { awaitApproval, listenForApproval, type ApprovalDesk } from './approval.js';
import {
  releaseWorkflowId,
  rolloutProgressed,
  rolloutWorkflowId,
  run as runQuery,
  runEnded,
  workflowTypes,
  type Champion,
  type RollbackReport,
  type RunResult,
} from './contract.js';
import type { rollout, RolloutResult } from './rollout.js';
import { createRunStory, type RunStory } from './run-story.js';
import { modelAttribute } from './search-attributes.js';

export interface PipelineRunInput {
  readonly model: string;
  readonly runId: string;
  readonly trigger: Trigger;
  readonly resolved: ResolvedSpec;
}

/** What the stages have made so far; the run's record is written from it however the run ends. */
interface Findings {
  dataset: DatasetRef | null;
  datasetReport: ArtifactRef | null;
  trained: TrainedModel | null;
  artifact: ModelArtifact | null;
  evidence: ArtifactRef | null;
  verdicts: readonly Verdict[];
  liveVerdicts: readonly Verdict[];
  rollback: RollbackReport | null;
}

interface Ending {
  readonly outcome: RunOutcome;
  readonly reason: string;
}

export async function pipelineRun(input: PipelineRunInput): Promise<RunResult> {
  refuseWithoutEntity(input.model);
  const story = createRunStory(input);
  const desk = listenForApproval(() => story.state().evidenceSha256);
  const findings: Findings = {
    dataset: null,
    datasetReport: null,
    trained: null,
    artifact: null,
    evidence: null,
    verdicts: [],
    liveVerdicts: [],
    rollback: null,
  };
  setHandler(runQuery, () => story.state());
  setHandler(rolloutProgressed, (state) => story.rolledOut(state));
  let ending: Ending;
  try {
    ending = await fromDataToRelease(input, { story, desk, findings });
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
  input: PipelineRunInput,
  told: { readonly story: RunStory; readonly desk: ApprovalDesk; readonly findings: Findings },
): Promise<Ending> {
  const { story, desk, findings } = told;
  const context: RunContext = { model: input.model, runId: input.runId, resolved: input.resolved };
  const champion = await readChampion(input.model);

  story.enter('validate', `reading ${input.resolved.spec.data.sources.length} sources`);
  const validated = await validateDataset({ ...context, parent: champion?.dataset ?? null });
  findings.datasetReport = validated.report;
  if (validated.dataset === null || validated.outcome !== 'accepted') {
    return { outcome: validated.outcome === 'skipped' ? 'skipped' : 'data-rejected', reason: validated.reason };
  }
  const dataset = (findings.dataset = validated.dataset);

  story.enter('train', validated.reason);
  const trained = (findings.trained = await trainingOn(input.resolved.spec.train.queue).train({ ...context, dataset }));

  story.enter('package', `adapter ${trained.adapterSha256.slice(0, 12)}`);
  const { artifact } = await packageModel({ ...context, merged: trained.merged });
  findings.artifact = artifact;

  story.enter('evaluate', `${artifact.gguf.sha256.slice(0, 12)}, ${artifact.gguf.bytes} bytes`);
  const { evidence, summary } = await evaluateModel({ ...context, dataset, candidate: artifact, champion });
  findings.evidence = evidence;

  story.enter('gate', summary);
  const judged = await judgeGates({ ...context, evidence });
  findings.verdicts = judged.verdicts;
  story.judged(judged.verdicts, evidence.sha256);
  const approval = judged.decision === 'promote' ? await awaitApproval({ story, desk, champion, context }) : null;

  story.enter('register', judged.reason);
  const accepted = judged.decision === 'promote' && approval === null;
  const version = await registerVersion({
    ...context,
    decision: accepted ? 'promote' : 'reject',
    champion: champion?.version ?? null,
    dataset,
    trained,
    artifact,
    verdicts: judged.verdicts,
  });
  story.registered(version);
  if (!accepted) return approval ?? { outcome: 'rejected', reason: judged.reason };
  return releaseVersion(context, { champion, version, artifact, findings, story });
}

async function releaseVersion(
  context: RunContext,
  release: {
    readonly champion: Champion | null;
    readonly version: string;
    readonly artifact: ModelArtifact;
    readonly findings: Findings;
    readonly story: RunStory;
  },
): Promise<Ending> {
  const result = await executeChild<typeof rollout>(workflowTypes.rollout, {
    workflowId: rolloutWorkflowId(context.model, context.runId),
    // The rollout undoes what it staged when its run is cancelled; it must not be cut off in the middle of that.
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    typedSearchAttributes: [{ key: modelAttribute, value: context.model }],
    staticSummary: `${context.model} ${release.version}: canary and watch`,
    args: [{ ...context, candidate: { version: release.version, artifact: release.artifact }, champion: release.champion }],
  }).catch(abortedResult);
  if (result.state !== null) release.story.rolledOut(result.state);
  release.findings.liveVerdicts = result.state?.verdicts ?? [];
  release.findings.rollback = result.rollback;
  return { outcome: result.outcome, reason: result.reason };
}

/** A rollout that failed and has rolled back says so with its failure: the run fails too, and its record tells of the rollback. */
function abortedResult(error: unknown): Omit<RolloutResult, 'outcome'> & Ending {
  const cause = error instanceof ChildWorkflowFailure ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure) || cause.type !== 'RolloutAborted') throw error;
  const [undone] = cause.details as [RolloutResult];
  return { ...undone, outcome: 'failed', reason: cause.message };
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
