/** What a person sees of the demo: acts, stages with their progress, weights, verdicts, and the closing table. Lines only, so that a log reads the same. */

import type picocolors from 'picocolors';
import { durationText } from '../../../domain/duration.js';
import type { Verdict } from '../../../domain/verdict.js';
import type { RunState } from '../../../workflows/contract.js';
import type { DemoSummary, RunSummary } from './summary.js';

/** A figure that changes often; a line is printed only when `key` does. */
export interface Detail {
  readonly key: string;
  readonly text: string;
}

/** How it is printed, which only the program knows that owns the terminal. */
export interface Look {
  readonly colours: ReturnType<typeof picocolors.createColors>;
  table(head: readonly string[], rows: readonly (readonly string[])[]): string;
}

export interface Screen {
  act(title: string): void;
  line(text: string): void;
  /** Prints what changed since the last call. */
  run(state: RunState, detail: Detail | null): void;
  summary(summary: DemoSummary): void;
}

export function createScreen(write: (line: string) => void, look: Look): Screen {
  const { colours } = look;
  const startedAt = Date.now();
  let shown = '';
  const line = (text: string): void => write(`${colours.dim(durationText(Date.now() - startedAt).padStart(12))}  ${text}`);
  return {
    act: (title) => write(`\n${colours.bold(title)}`),
    line,
    run(state, detail) {
      const text = stageText(state, colours);
      const key = `${text} ${detail?.key ?? ''}`;
      if (key === shown) return;
      shown = key;
      line(detail === null ? text : `${text}  ${detail.text}`);
      for (const verdict of newVerdicts(state)) line(`    ${verdictText(verdict, colours)}`);
    },
    summary: (summary) => write(`\n${tableOf(summary, look)}`),
  };

  function newVerdicts(state: RunState): readonly Verdict[] {
    return state.stage === 'register' || state.stage === 'ended' ? state.verdicts : (state.rollout?.verdicts ?? []);
  }
}

function verdictText(verdict: Verdict, { green, red, yellow }: Look['colours']): string {
  const word = { pass: green('pass'), fail: red('fail'), inconclusive: yellow('inconclusive') }[verdict.verdict];
  return `${word} ${verdict.gate}: ${verdict.reason}${verdict.flagged === true ? yellow(' (flagged)') : ''}`;
}

function stageText(state: RunState, { cyan }: Look['colours']): string {
  const { rollout } = state;
  if (rollout === null || state.stage === 'ended') return `${cyan(state.stage.padEnd(9))}${state.progress}`;
  return `${cyan(rollout.stage.padEnd(9))}${rollout.version} ${weightBar(rollout.weightPercent)} ${rollout.weightPercent} %, ${rollout.looks} looks, last ${rollout.lastOutcome ?? 'none'}`;
}

function weightBar(percent: number): string {
  const filled = Math.round(percent / 5);
  return `[${'#'.repeat(filled)}${'.'.repeat(20 - filled)}]`;
}

function tableOf({ runs, rollbacks, requests }: DemoSummary, { table }: Look): string {
  const drawn = table(
    ['version', 'run', 'outcome', 'took', 'verdicts that failed'],
    runs.map((run) => [run.version ?? '', run.runId, run.outcome, tookText(run), failuresOf(run).join(', ')]),
  );
  const undone = rollbacks.map(
    (entry) =>
      `rollback ${entry.from ?? '?'} → ${entry.to} (${entry.trigger}): ${entry.badAnswers} bad answers${lagText(entry.firstBadAnswerAt, entry.decidedAt, entry.lastBadAnswerAt)}`,
  );
  const served = Object.entries(requests.byVersion).map(([version, count]) => `${version} ${count}`);
  return [drawn, ...undone, `requests: ${requests.sent} sent, ${requests.failed} failed; answered by ${served.join(', ')}`].join('\n');
}

function tookText(run: RunSummary): string {
  const first = run.stages[0];
  const last = run.stages.at(-1);
  return first === undefined || last === undefined ? '' : durationText(Date.parse(last.endedAt) - Date.parse(first.startedAt));
}

/** Names only: the reasons, which fill no column well, were printed as they came. */
function failuresOf(run: RunSummary): string[] {
  return run.verdicts.flatMap((verdict) => (verdict.verdict === 'fail' ? [verdict.gate] : []));
}

function lagText(firstBadAt: string | null, decidedAt: string, lastBadAt: string | null): string {
  if (firstBadAt === null || lastBadAt === null) return '';
  const secondsAfter = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;
  const last = secondsAfter(decidedAt, lastBadAt);
  const lastOne = `${Math.abs(last).toFixed(1)} s ${last < 0 ? 'before' : 'after'} the decision`;
  return `, decided ${secondsAfter(firstBadAt, decidedAt).toFixed(1)} s after the first, last one ${lastOne}`;
}
