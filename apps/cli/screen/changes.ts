/** What has changed in a run since the last look at it, in plain lines: for logs, where nothing can be drawn again. */

import { durationText } from '../../../domain/duration.js';
import { countText, percentText } from '../../../domain/figures.js';
import { awaitedReview } from '../../../domain/run-state.js';
import type { Verdict } from '../../../domain/verdict.js';
import { withoutControls } from './layout.js';
import type { LookFacts, RunFacts } from './run-facts.js';
import type { Observation } from './observe-run.js';

/** A line for each tenth of the way: a training of hours must not fall silent, nor bury the rest. */
const trainingLines = 10;

/** Of any length, in the order in which it happened; empty when nothing has changed that anybody waits for. */
export function changesOf(before: RunFacts | null, observation: Observation): string[] {
  const { facts } = observation;
  const looks = lookLines(before, observation);
  const wasLive = before !== null && before.state.rollout !== null;
  const review = [...answerLine(before, facts), ...stageLines(before, facts), ...waitingLines(before, facts)];
  const others = [...review, ...trainingLine(before, facts), ...weightLine(before, facts)];
  // A look comes before the weight and the stage that it leads to.
  return (wasLive ? [...looks, ...others] : [...others, ...looks]).map(withoutControls);
}

function stageLines(before: RunFacts | null, { state }: RunFacts): string[] {
  const known = before?.state;
  // Stages of less than a second come and go between two looks.
  const missed = state.stages.filter(({ name }, index) => name !== known?.stage && index >= (known?.stages.length ?? 0));
  const took = missed.map(({ name, startedAt, endedAt }) => `${name}: took ${durationText(Date.parse(endedAt) - Date.parse(startedAt))}`);
  const isNew = known?.stage !== state.stage && state.stage !== 'ended';
  // The text of a rollout's stage is its weight, which has a line of its own.
  const text = state.progress === '' || state.rollout !== null ? '' : `: ${state.progress}`;
  const lines = [...took, ...(isNew ? [`${state.stage}${text}`] : [])];
  const gates = (known?.verdicts ?? []).length > 0 ? [] : state.verdicts.map((verdict) => `gate ${verdictText(verdict)}`);
  const gate = lines.findLastIndex((line) => line.startsWith('gate'));
  return lines.toSpliced(gate + 1, 0, ...gates);
}

/** A run waits for a review in the stage that it is in. */
function waitingLines(before: RunFacts | null, { state }: RunFacts): string[] {
  if (awaitedReview(state) === undefined || before?.state.dataReview !== undefined) return [];
  const command = `slipway approve ${state.model} ${state.runId} --reason "…", and the same with --reject for no`;
  // With a new stage its text is told.
  return [...(before?.state.stage === state.stage ? [`${state.stage}: ${state.progress}`] : []), command];
}

function answerLine(before: RunFacts | null, { state }: RunFacts): string[] {
  const answer = state.dataReview?.answer ?? null;
  if (answer === null || before?.state.dataReview?.answer !== null) return [];
  return [`data ${answer.approved ? 'approved' : 'rejected'} by ${answer.identity}: ${answer.reason}`];
}

function trainingLine(before: RunFacts | null, { training }: RunFacts): string[] {
  const part = partOf(training);
  if (training === null || part === null || part === partOf(before?.training ?? null)) return [];
  const loss = training.loss === null ? '' : `, loss ${training.loss.toFixed(4)}`;
  return [`train: step ${training.step} of ${training.maxSteps}${loss}`];
}

function partOf(training: RunFacts['training']): number | null {
  if (training === null || training.maxSteps === null || training.step === 0) return null;
  return Math.floor((training.step / training.maxSteps) * trainingLines);
}

function weightLine(before: RunFacts | null, { arms }: RunFacts): string[] {
  const text = sharesText(arms);
  return text === '' || text === sharesText(before?.arms ?? []) ? [] : [`weights: ${text}`];
}

function sharesText(arms: RunFacts['arms']): string {
  return arms.map(({ arm, version, weightPercent }) => `${arm} ${version} ${weightPercent} %`).join(', ');
}

function lookLines(before: RunFacts | null, { facts, newLooks }: Observation): string[] {
  let known = before?.liveVerdicts ?? [];
  // Where evidence is out of reach, the run itself tells of verdicts.
  if (facts.look === null) return differing(known, facts.liveVerdicts);
  let phase = before?.look?.phase;
  const lines: string[] = [];
  for (const look of newLooks) {
    // What canary users saw does not speak for the watch: there verdicts are new.
    if (look.phase !== phase) known = [];
    phase = look.phase;
    if (look.outcome === null) continue;
    lines.push(lookText(look), ...differing(known, look.verdicts));
    known = look.verdicts;
  }
  return lines;
}

function lookText({ number, phase, outcome, candidate }: LookFacts): string {
  const { version, requests, errors } = candidate;
  const failed = requests === 0 ? '' : `, ${percentText(errors / requests)} failed`;
  return `look ${number} (${phase}): ${outcome}; ${countText(requests, 'request')} of ${version}${failed}`;
}

function differing(known: readonly Verdict[], verdicts: readonly Verdict[]): string[] {
  const before = new Map(known.map(({ gate, verdict }) => [gate, verdict]));
  return verdicts.filter(({ gate, verdict }) => before.get(gate) !== verdict).map((verdict) => `live ${verdictText(verdict)}`);
}

function verdictText({ gate, verdict, reason }: Verdict): string {
  return `${gate}: ${verdict}, ${reason}`;
}
