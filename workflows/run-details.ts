/** The Markdown that the Temporal Web UI shows of a run: where it is, what was judged, what serves, what comes next. Pure text. */

import type { Verdict } from '../domain/verdict.js';
import type { RolloutState, RunState } from './contract.js';
import type { PipelineRunInput } from './pipeline-run.js';

export function runDetails(state: RunState, input: PipelineRunInput): string {
  const heading = state.outcome === null ? `Stage **${state.stage}**` : `Ended **${state.outcome}**`;
  return [
    `### ${input.model} ${state.version ?? '(not yet a version)'}`,
    `${heading}: ${state.progress}`,
    `Started by ${input.trigger.kind} (${input.trigger.source}): ${input.trigger.observed}`,
    ...(state.rollout === null ? [] : [rolloutDetails(state.rollout)]),
    ...(state.verdicts.length === 0 ? [] : ['**Gates**', verdictTable(state.verdicts)]),
    stageTable(state),
    ...(input.resolved.unprotected.length === 0
      ? []
      : [`**Unprotected**\n\n${input.resolved.unprotected.map((line) => `- ${line}`).join('\n')}`]),
  ].join('\n\n');
}

export function rolloutDetails(rollout: RolloutState): string {
  const timer = rollout.nextTimerAt === null ? '' : `; next look at ${rollout.nextTimerAt}`;
  const held = rollout.extended ? ', hold extended for lack of evidence' : '';
  const verdicts = rollout.verdicts.length === 0 ? '' : `\n\n${verdictTable(rollout.verdicts)}`;
  return `**Live**: ${rollout.version} at ${rollout.weightPercent} % (${rollout.stage}), ${rollout.looks} looks, last ${rollout.lastOutcome ?? 'none'}${held}${timer}${verdicts}`;
}

function verdictTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(
    (verdict) =>
      `| ${verdict.gate} | ${verdict.verdict}${verdict.flagged === true ? ' (flagged)' : ''} | ${figure(verdict.observed)} | ${figure(verdict.limit)} | ${verdict.samples} | ${verdict.reason} |`,
  );
  return ['| gate | verdict | observed | limit | samples | reason |', '|---|---|---:|---:|---:|---|', ...rows].join('\n');
}

function stageTable(state: RunState): string {
  const rows = state.stages.map((stage) => `| ${stage.name} | ${stage.startedAt} | ${stage.endedAt} |`);
  return rows.length === 0 ? '' : ['| stage | started | ended |', '|---|---|---|', ...rows].join('\n');
}

function figure(value: number | null): string {
  return value === null ? '–' : String(Math.round(value * 10_000) / 10_000);
}
