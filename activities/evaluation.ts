/** Evaluation of the packaged bytes through the staging runtime, beside the champion's own copy there, and the gates' judgement of it. */

import { createHash } from 'node:crypto';
import { cancellationSignal, Context, heartbeat, log } from '@temporalio/activity';
import type { MeasureContext, Measured, Subject } from '../catalog/define.js';
import { measureNeeds } from '../catalog/evaluators/index.js';
import { judgeGate, needsOf } from '../catalog/gates/index.js';
import { runtimeOf } from '../catalog/runtimes/index.js';
import { patiently } from '../catalog/runtimes/patiently.js';
import type { ModelArtifact } from '../domain/artifact.js';
import { canonicalJson } from '../domain/canonical-json.js';
import { modelRefOf } from '../domain/model-version.js';
import { decidePromotion } from '../domain/promotion.js';
import { createInfer } from '../evaluation/infer.js';
import type { Evidence, Measurements, Suite, SuiteName, SuiteResult } from '../evaluation/results.js';
import { parseSuite } from '../evaluation/suite.js';
import { readSuiteFile } from '../evaluation/suite-file.js';
import { fetchBytes, fetchJson, storeJson } from './artifacts.js';
import { shortReason, writeAudit } from './audit.js';
import type { ActivityDependencies } from './dependencies.js';
import { withFailureTypes } from './failure.js';
import { whileHeartbeating } from './heartbeat.js';
import type { EvaluationActivities } from './interface.js';

type EvaluateQuestion = Parameters<EvaluationActivities['evaluateModel']>[0];

export function createEvaluationActivities(deps: ActivityDependencies): EvaluationActivities {
  return {
    evaluateModel: (question) => whileHeartbeating(() => withFailureTypes(() => evaluate(deps, question))),
    judgeGates: (question) => withFailureTypes(() => judgeGates(deps, question)),
  };
}

async function judgeGates(
  deps: ActivityDependencies,
  { model, runId, evidence, resolved }: Parameters<EvaluationActivities['judgeGates']>[0],
): ReturnType<EvaluationActivities['judgeGates']> {
  // Written by `evaluateModel`, read back by digest: the bytes are exactly what it wrote.
  const measured = (await fetchJson(deps.store, evidence)) as Evidence;
  const verdicts = resolved.spec.gates.map((config) => judgeGate(config, measured));
  const { decision, reason } = decidePromotion(
    verdicts,
    resolved.spec.gates.map((config) => config.kind),
  );
  await writeAudit(deps, {
    model,
    actor: `run:${runId}`,
    action: 'gates-judged',
    subject: runId,
    details: {
      decision,
      evidenceSha256: evidence.sha256,
      ggufSha256: measured.candidate.ggufSha256,
      verdicts: verdicts.map(({ reason: why, ...verdict }) => ({ ...verdict, reason: shortReason(why) })),
    },
    idempotencyKey: `gates-judged/${runId}/${evidence.sha256.slice(0, 12)}`,
  });
  return { decision, reason, verdicts };
}

async function evaluate(deps: ActivityDependencies, question: EvaluateQuestion): ReturnType<EvaluationActivities['evaluateModel']> {
  await keepOnly(deps, question);
  try {
    return await measure(deps, question);
  } finally {
    if (!isOvertaken()) await makeRoom(deps, question);
  }
}

/** The next attempt needs the same model there, and may have begun. */
function isOvertaken(): boolean {
  const { cancellationDetails } = Context.current();
  return cancellationDetails !== undefined && !cancellationDetails.cancelRequested;
}

async function measure(deps: ActivityDependencies, question: EvaluateQuestion): ReturnType<EvaluationActivities['evaluateModel']> {
  const { resolved, candidate, champion } = question;
  const context: MeasureContext = {
    candidate: await subjectOf(deps, question, candidate),
    champion: champion === null ? null : await subjectOf(deps, question, champion.artifact),
    task: resolved.spec.task,
    maxTokens: resolved.spec.evaluate.maxTokens,
    suite: (name) => readSuite(deps, question, name),
    remembered: (subject, suite, measure) => remembered(deps, question, { subject, suite, measure }),
    progress: (done, total) => {
      heartbeat({ done, total });
      cancellationSignal().throwIfAborted();
    },
  };
  const measured = await measureNeeds(needsOf(resolved.spec.gates), context, resolved.spec.evaluate);
  const evidence: Evidence = {
    candidate: measurementsOf(candidate, measured.candidate),
    champion: champion === null || measured.champion === null ? null : measurementsOf(champion.artifact, measured.champion),
  };
  const summary = summaryOf(evidence);
  const stored = await storeJson(deps.store, question.model, evidence);
  const { model, runId } = question;
  await writeAudit(deps, {
    model,
    actor: `run:${runId}`,
    action: 'evaluated',
    subject: runId,
    details: { ggufSha256: candidate.gguf.sha256, evidenceSha256: stored.sha256, champion: champion?.version ?? null, summary },
    // An attempt that died after it has measured something, and latencies never repeat: both have happened.
    idempotencyKey: `evaluated/${runId}/${stored.sha256.slice(0, 12)}`,
  });
  return { evidence: stored, summary };
}

/** Staging holds the candidate and the champion's copy; champions of earlier releases make room. */
async function keepOnly({ staging }: ActivityDependencies, { model, candidate, champion }: EvaluateQuestion): Promise<void> {
  const kept = [candidate, champion?.artifact].map((artifact) => (artifact === undefined ? '' : modelRefOf(model, artifact.gguf.sha256)));
  const signal = cancellationSignal();
  for (const { modelRef } of await patiently(() => staging.list(), signal)) {
    if (modelRef.startsWith(`${model}@`) && !kept.includes(modelRef)) await patiently(() => staging.remove(modelRef), signal);
  }
}

/** However the evaluation ended, also while it was staging. What cannot be removed now makes room for the next evaluation. */
async function makeRoom({ staging }: ActivityDependencies, { model, candidate }: EvaluateQuestion): Promise<void> {
  const modelRef = modelRefOf(model, candidate.gguf.sha256);
  // Not with the activity's own signal, which is why it may be here.
  await patiently(() => staging.remove(modelRef)).catch((error: unknown) => log.warn('a model was left in staging', { modelRef, error }));
}

/** In staging, one request at a time: only then do greedy answers repeat. */
async function subjectOf(deps: ActivityDependencies, question: EvaluateQuestion, artifact: ModelArtifact): Promise<Subject> {
  const modelRef = modelRefOf(question.model, artifact.gguf.sha256);
  const runtime = runtimeOf(question.resolved.spec.release.runtime);
  const running = await runtime.stage(deps.staging, { modelRef, artifact, parallel: 1, signal: cancellationSignal() });
  return { ggufSha256: artifact.gguf.sha256, infer: createInfer(running.address, modelRef) };
}

async function readSuite(deps: ActivityDependencies, { dataset, resolved }: EvaluateQuestion, name: SuiteName): Promise<Suite | undefined> {
  switch (name) {
    case 'anchor':
      return dataset === null || dataset.anchor === null ? undefined : parseSuite(name, await fetchBytes(deps.store, dataset.anchor));
    case 'heldOut':
      return dataset === null ? undefined : parseSuite(name, await fetchBytes(deps.store, dataset.heldOut));
    case 'regression':
    case 'safety': {
      const path = resolved.spec.evaluate[name]?.suite;
      return path === undefined ? undefined : readSuiteFile(name, path);
    }
    default:
      throw new Error(`unknown suite ${String(name satisfies never)}`);
  }
}

/** Scores are a function of the bytes, the suite and the way of asking; the champion's are measured once. */
async function remembered(
  deps: ActivityDependencies,
  { model, resolved }: EvaluateQuestion,
  call: { readonly subject: Subject; readonly suite: Suite; readonly measure: () => Promise<SuiteResult> },
): Promise<SuiteResult> {
  const asking = createHash('sha256')
    .update(canonicalJson({ task: resolved.spec.task, maxTokens: resolved.spec.evaluate.maxTokens }))
    .digest('hex');
  const key = `evaluations/${model}/${call.subject.ggufSha256}/${call.suite.name}-${call.suite.sha256}-${asking.slice(0, 16)}.json`;
  const stored = await deps.store.read(key);
  if (stored !== undefined) return JSON.parse(stored.body.toString('utf8')) as SuiteResult;
  const result = await call.measure();
  await deps.store.create(key, JSON.stringify(result));
  return result;
}

function measurementsOf(artifact: ModelArtifact, measured: Measured): Measurements {
  return { ggufSha256: artifact.gguf.sha256, bytes: artifact.gguf.bytes, ...measured };
}

function summaryOf({ candidate, champion }: Evidence): string {
  return Object.values(candidate.suites)
    .map((result) => {
      const rival = champion?.suites[result.suite];
      return `${result.suite} ${shareOf(result)}${rival === undefined ? '' : ` (champion ${shareOf(rival)})`}`;
    })
    .join(', ');
}

function shareOf(result: SuiteResult): string {
  return `${result.items.filter((item) => item.correct).length}/${result.items.length}`;
}
