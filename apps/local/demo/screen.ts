/** What a person sees of the demo: acts, stages with their progress, weights, verdicts, and the closing table. Plain lines; colours by terminal. */

import Table from 'cli-table3';
import pc from 'picocolors';
import { durationText } from '../../../domain/duration.js';
import type { Verdict } from '../../../domain/verdict.js';
import type { RunState } from '../../../workflows/contract.js';
import type { DemoSummary, RunSummary } from './summary.js';

/** A figure that changes often; a line is printed only when `key` does. */
export interface Detail {
  readonly key: string;
  readonly text: string;
}

export interface Screen {
  act(title: string): void;
  line(text: string): void;
  /** Prints what changed since the last call. */
  run(state: RunState, detail: Detail | null): void;
  summary(summary: DemoSummary): void;
}

export function createScreen(write: (line: string) => void): Screen {
  const startedAt = Date.now();
  let shown = '';
  const line = (text: string): void => write(`${pc.dim(durationText(Date.now() - startedAt).padStart(12))}  ${text}`);
  return {
    act: (title) => write(`\n${pc.bold(title)}`),
    line,
    run(state, detail) {
      const text = stageText(state);
      const key = `${text} ${detail?.key ?? ''}`;
      if (key === shown) return;
      shown = key;
      line(detail === null ? text : `${text}  ${detail.text}`);
      for (const verdict of newVerdicts(state)) line(`    ${verdictText(verdict)}`);
    },
    summary: (summary) => write(`\n${tableOf(summary)}`),
  };

  function newVerdicts(state: RunState): readonly Verdict[] {
    return state.stage === 'register' || state.stage === 'ended' ? state.verdicts : (state.rollout?.verdicts ?? []);
  }
}

export function verdictText(verdict: Verdict): string {
  const word = { pass: pc.green('pass'), fail: pc.red('fail'), inconclusive: pc.yellow('inconclusive') }[verdict.verdict];
  return `${word} ${verdict.gate}: ${verdict.reason}${verdict.flagged === true ? pc.yellow(' (flagged)') : ''}`;
}

function stageText(state: RunState): string {
  const { rollout } = state;
  if (rollout === null || state.stage === 'ended') return `${pc.cyan(state.stage.padEnd(9))}${state.progress}`;
  return `${pc.cyan(rollout.stage.padEnd(9))}${rollout.version} ${weightBar(rollout.weightPercent)} ${rollout.weightPercent} %, ${rollout.looks} looks, last ${rollout.lastOutcome ?? 'none'}`;
}

function weightBar(percent: number): string {
  const filled = Math.round(percent / 5);
  return `[${'#'.repeat(filled)}${'.'.repeat(20 - filled)}]`;
}

function tableOf({ runs, rollbacks, requests }: DemoSummary): string {
  const drawn = new Table({
    head: ['version', 'run', 'outcome', 'took', 'verdicts that failed'],
    style: { head: [], border: [] },
    colWidths: [9, 19, 14, 14, 60],
    wordWrap: true,
  });
  for (const run of runs) drawn.push([run.version ?? '', run.runId, run.outcome, tookText(run), failuresOf(run)]);
  const undone = rollbacks.map(
    (entry) =>
      `rollback ${entry.from ?? '?'} → ${entry.to} (${entry.trigger}): ${entry.badAnswers} bad answers${lagText(entry.firstBadAnswerAt, entry.decidedAt, entry.lastBadAnswerAt)}`,
  );
  const served = Object.entries(requests.byVersion).map(([version, count]) => `${version} ${count}`);
  return [drawn.toString(), ...undone, `requests: ${requests.sent} sent, ${requests.failed} failed; answered by ${served.join(', ')}`].join(
    '\n',
  );
}

function tookText(run: RunSummary): string {
  const first = run.stages[0];
  const last = run.stages.at(-1);
  return first === undefined || last === undefined ? '' : durationText(Date.parse(last.endedAt) - Date.parse(first.startedAt));
}

function failuresOf(run: RunSummary): string {
  return run.verdicts
    .filter((verdict) => verdict.verdict === 'fail')
    .map((verdict) => `${verdict.gate}: ${verdict.reason}`)
    .join('\n');
}

function lagText(firstBadAt: string | null, decidedAt: string, lastBadAt: string | null): string {
  if (firstBadAt === null || lastBadAt === null) return '';
  const seconds = (from: string, to: string): string => ((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1);
  return `, decided ${seconds(firstBadAt, decidedAt)} s after the first, last one ${seconds(decidedAt, lastBadAt)} s after the decision`;
}
