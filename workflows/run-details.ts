/** The Markdown that the Temporal Web UI shows of a run: what it is to do; where it is, what was judged, what serves, what comes next. Pure text, in lists, because the column is narrow. */

import type { ChatTemplateChange } from '../domain/chat-template.js';
import { durationText } from '../domain/duration.js';
import { countText } from '../domain/figures.js';
import { awaitedReview } from '../domain/run-state.js';
import type { Verdict } from '../domain/verdict.js';
import type { RolloutState, RunState } from './contract.js';
import type { PipelineRunInput } from './pipeline-run.js';

/** One line, for lists of workflows. */
export function runSummary({ model, trigger, promoted }: PipelineRunInput): string {
  return promoted === undefined
    ? `${model}: ${trigger.kind} from ${trigger.source}`
    : `${model}: ${promoted.version} promoted by ${trigger.source}`;
}

/** What is known when the run starts and does not change. */
export function runPlan({ model, runId, trigger, resolved, promoted }: PipelineRunInput): string {
  const { data, train, gates, release } = resolved.spec;
  const steps = release.strategy.steps.map(({ weightPercent, hold }) => `${weightPercent} %${hold === undefined ? '' : ` for ${hold}`}`);
  return [
    `Started by ${trigger.kind} (${trigger.source}) at ${trigger.at}: ${trigger.observed}`,
    [
      ...(promoted === undefined
        ? [`- data: ${data.sources.join(', ')}`, `- base model: ${train.baseModel.name}`]
        : [`- version: ${promoted.version}, as it is: nothing is trained`]),
      `- gates: ${gates.map((gate) => gate.kind).join(', ')}`,
      `- canary: ${steps.join(', ')}; then watched for ${release.watch.for}`,
      `- pipeline file: ${resolved.digest.slice(0, 12)}`,
    ].join('\n'),
    ...(resolved.unprotected.length === 0 ? [] : [`**Unprotected**\n\n${resolved.unprotected.map((line) => `- ${line}`).join('\n')}`]),
    `Live on a terminal: \`slipway watch ${model} ${runId}\`. Once it has ended, as one page: \`slipway report ${model}/${runId}\``,
  ].join('\n\n');
}

/** What changes while the run goes on. */
export function runDetails(state: RunState): string {
  const heading = state.outcome === null ? `Stage **${state.stage}**` : `Ended **${state.outcome}**`;
  return [
    `### ${state.model} ${state.version ?? '(not yet a version)'}`,
    `${heading}: ${state.progress}`,
    ...(state.rollout === null ? [] : [rolloutDetails(state.rollout)]),
    ...(state.dataReview === undefined ? [] : [reviewDetails(state, state.dataReview)]),
    ...(state.chatTemplateChange === undefined ? [] : [templateDetails(state.chatTemplateChange)]),
    ...(state.verdicts.length === 0 ? [] : [`**Gates**\n\n${verdictList(state.verdicts)}`]),
    ...(state.stages.length === 0 ? [] : [`**Stages**\n\n${stageList(state)}`]),
    ...(state.outcome === null ? [] : [`The whole story as one page: \`slipway report ${state.model}/${state.runId}\``]),
  ].join('\n\n');
}

function reviewDetails(state: RunState, { answer, report, reason }: NonNullable<RunState['dataReview']>): string {
  if (awaitedReview(state) !== undefined) {
    const { model, runId } = state;
    const commands = [`slipway report ${model}/${runId} --data`, `slipway approve ${model} ${runId} --reason "…"`];
    return `**Data review** by a person, and nothing is trained before\n\n${commands.map((line) => `- \`${line}\``).join('\n')}\n- the same with \`--reject\` for no`;
  }
  const saw = ` (report ${report.sha256.slice(0, 12)})`;
  if (answer === null) return `**Data review**: ${reason}; nobody has answered${saw}`;
  return `**Data review**: ${answer.approved ? 'approved' : 'rejected'} by ${answer.identity} at ${answer.at}: ${answer.reason}${saw}`;
}

/** Four backticks: templates are code, and may hold three. */
function templateDetails({ diff, excerpt, summary }: ChatTemplateChange): string {
  return `**Chat template**: ${summary}; all of it at \`${diff.key}\`\n\n\`\`\`\`diff\n${excerpt.trimEnd()}\n\`\`\`\``;
}

export function rolloutDetails(rollout: RolloutState): string {
  const timer = rollout.nextTimerAt === null ? '' : `; next look at ${rollout.nextTimerAt}`;
  const held = rollout.extended ? ', hold extended for lack of evidence' : '';
  const verdicts = rollout.verdicts.length === 0 ? '' : `\n\n${verdictList(rollout.verdicts)}`;
  return `**Live**: ${rollout.version} at ${rollout.weightPercent} % (${rollout.stage}), ${countText(rollout.looks, 'look')}, last ${rollout.lastOutcome ?? 'none'}${held}${timer}${verdicts}`;
}

/** Figures before words: whoever only scans sees what was observed against what. */
function verdictList(verdicts: readonly Verdict[]): string {
  return verdicts
    .map((verdict) => {
      const flagged = verdict.flagged === true ? ', flagged' : '';
      const figures = `observed ${figure(verdict.observed)}, limit ${figure(verdict.limit)}, ${countText(verdict.samples, 'sample')}`;
      return `- **${verdict.gate} ${verdict.verdict}${flagged}** (${figures}): ${verdict.reason}`;
    })
    .join('\n');
}

function stageList(state: RunState): string {
  return state.stages
    .map(({ name, startedAt, endedAt }) => `- ${name}: ${durationText(Date.parse(endedAt) - Date.parse(startedAt))}, from ${startedAt}`)
    .join('\n');
}

function figure(value: number | null): string {
  return value === null ? '–' : String(Math.round(value * 10_000) / 10_000);
}
