/** The picture of one run, as `status` prints it and `watch` draws it again and again. */

import { durationText } from '../../../domain/duration.js';
import { awaitedReview } from '../../../domain/run-state.js';
import { lookLines, nextLines, rollbackLines, weightLines } from './draw-rollout.js';
import { drawStages } from './draw-stages.js';
import { trainingLines } from './draw-training.js';
import { fullReasons, passedText, verdictTable } from './draw-verdicts.js';
import { cut, labelled, labelWidth, withoutControls, wrapped } from './layout.js';
import { clockText, sinceText } from './moments.js';
import { outcomeColour } from './outcome.js';
import type { RunFacts } from './run-facts.js';
import type { Sheet } from './sheet.js';

/** What there is room for on a terminal. */
interface Room {
  /** Empty lines between the parts. */
  readonly air: boolean;
  /** Each gate, also where all have passed and users are served. */
  readonly gates: boolean;
  /** In full. */
  readonly reasons: boolean;
}

/** The lower the terminal, the further down this list. */
const rooms: readonly Room[] = [
  { air: true, gates: true, reasons: true },
  { air: true, gates: false, reasons: true },
  { air: false, gates: false, reasons: true },
  { air: true, gates: false, reasons: false },
  { air: false, gates: false, reasons: false },
];

/** No line is wider than the sheet, and no more lines than `height` are drawn: what matters least goes first. */
export function drawRun(unclean: RunFacts, sheet: Sheet, height = Number.POSITIVE_INFINITY): string[] {
  const facts = withoutControls(unclean);
  let lines: string[] = [];
  for (const room of rooms) {
    lines = linesOf(facts, sheet, room);
    if (lines.length <= height) return lines;
  }
  const more = `… ${lines.length - height + 1} more lines: slipway status ${facts.state.model}`;
  return [...lines.slice(0, Math.max(0, height - 1)), ...cut([sheet.paint.dim(more)], sheet.width)];
}

function linesOf(facts: RunFacts, sheet: Sheet, room: Room): string[] {
  const parts = [heading(facts, sheet), drawStages(facts, sheet), nowLines(facts, sheet, room), verdictLines(facts, sheet, room)];
  const shown = parts.filter((part) => part.length > 0);
  return shown.flatMap((part, index) => (room.air && index > 0 ? ['', ...part] : part));
}

function heading({ state, trigger, startedAt }: RunFacts, sheet: Sheet): string[] {
  const { paint, width } = sheet;
  const version = state.version === null ? '' : `  ${state.version}`;
  const title = `${paint.bold(`${state.model}  ${state.runId}`)}${version}  ${state.outcome === null ? state.stage : outcomeColour(state.outcome, paint)(state.outcome)}`;
  const began = startedAt === null ? [] : [`began ${clockText(startedAt, sheet)}, ${lengthText(startedAt, state, sheet)}`];
  const asked = trigger === null ? [] : [`${trigger.kind} by ${trigger.source}: ${trigger.observed}`];
  const why = [...began, ...asked].join('; ');
  return cut([title, ...(why === '' ? [] : [paint.dim(why)])], width);
}

function lengthText(startedAt: string, { outcome, stages }: RunFacts['state'], sheet: Sheet): string {
  const endedAt = outcome === null ? undefined : stages.at(-1)?.endedAt;
  if (endedAt === undefined) return `${sinceText(startedAt, sheet)} ago`;
  return `took ${durationText(Date.parse(endedAt) - Date.parse(startedAt))}`;
}

function nowLines(facts: RunFacts, sheet: Sheet, room: Room): string[] {
  const { state, training } = facts;
  const inner = { ...sheet, width: sheet.width - labelWidth };
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['now', progressLines(facts, inner.width)],
    ['training', training === null ? [] : trainingLines(training, inner.width)],
    ['data', awaitedReview(state) === undefined ? [] : [`slipway report ${state.model}/${state.runId} --data`]],
    ['approve', approvalLines(facts)],
    ['weights', weightLines(facts.arms, inner)],
    ['looks', lookLines(facts, sheet)],
    ['rollback', rollbackLines(facts)],
    ['next', nextLines(facts, sheet)],
    ['evidence', evidenceLines(facts)],
    ['gates', leavesGatesOut(facts, room) ? [passedText(state.verdicts)] : []],
  ];
  return parts.flatMap(([label, lines]) => labelled(sheet.paint.dim(label), lines, sheet.width));
}

function progressLines({ state, look }: RunFacts, width: number): string[] {
  // The line that follows the picture says how a run has ended.
  if (state.outcome !== null) return [];
  // What a person is asked about is told whole.
  if (awaitedReview(state) !== undefined) return wrapped(state.progress, width);
  // What the run was told last of its rollout is older than what is shown below.
  return state.rollout !== null && look !== null ? [] : [state.progress];
}

function approvalLines({ state }: RunFacts): string[] {
  if (state.stage !== 'approve' && awaitedReview(state) === undefined) return [];
  const command = `slipway approve ${state.model} ${state.runId}`;
  return [`${command} --reason "…"`, 'and the same with --reject for no'];
}

/** What an answer is bound to. */
function evidenceLines({ state }: RunFacts): string[] {
  const review = awaitedReview(state);
  if (review !== undefined) return [`${review.report.sha256.slice(0, 16)}, SHA-256 of the report on the data`];
  return state.evidenceSha256 === null ? [] : [`${state.evidenceSha256.slice(0, 16)}, SHA-256 of what the gates judged`];
}

function verdictLines(facts: RunFacts, sheet: Sheet, room: Room): string[] {
  const { state, liveVerdicts } = facts;
  const gates = leavesGatesOut(facts, room) ? [] : state.verdicts;
  const table = verdictTable(gates, liveVerdicts, sheet);
  if (!room.reasons) return table;
  // How a run has ended is told by the line that follows, often with a verdict's very words.
  const untold = [...gates, ...liveVerdicts].filter(({ reason }) => state.outcome === null || !state.progress.includes(reason));
  return [...table, ...fullReasons(untold, sheet)];
}

/** What passed before anybody was served matters least while users are. */
function leavesGatesOut({ state }: RunFacts, { gates }: Room): boolean {
  if (gates || state.outcome !== null || state.rollout === null) return false;
  return state.verdicts.length > 0 && state.verdicts.every(({ verdict }) => verdict === 'pass');
}
