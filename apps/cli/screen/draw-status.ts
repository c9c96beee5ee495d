/** What `slipway status MODEL` prints: what serves and why, the run in progress, what waits, and how the last runs ended. */

import type { ReleaseState } from '../../../client/releases.js';
import type { Head } from '../../../registry/heads.js';
import type { RunRecord } from '../../../registry/runs.js';
import { drawRun } from './draw-run.js';
import { cut, inTable, labelled, withoutControls, wrapped } from './layout.js';
import { clockText, distanceText, sinceText } from './moments.js';
import { finalLine, outcomeColour } from './outcome.js';
import type { RunFacts } from './run-facts.js';
import type { Sheet } from './sheet.js';

export interface StatusFacts {
  readonly model: string;
  /** Of production. */
  readonly head: Head | null;
  /** What a comparison with it does not prove, in sentences. */
  readonly unproven: readonly string[];
  /** Null where the model has no entity yet, and where nobody answered. */
  readonly release: ReleaseState | null;
  readonly run: RunFacts | null;
  /** Why nobody answered for what is in progress. */
  readonly silence: string | null;
  /** Oldest first. */
  readonly runs: readonly RunRecord[];
}

const shownRuns = 10;

/** No line is wider than the sheet. */
export function drawStatus(unclean: StatusFacts, sheet: Sheet): string[] {
  const facts = withoutControls(unclean);
  const parts = [
    servingLines(facts, sheet),
    runLines(facts, sheet),
    waitingLines(facts, sheet),
    recentLines(facts, sheet),
    nextLines(facts, sheet),
  ];
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : ['', ...part]));
}

function servingLines({ model, head, unproven }: StatusFacts, { width, ...sheet }: Sheet): string[] {
  const { paint } = sheet;
  if (head === null) return cut([`${paint.bold(model)}  nothing has been released to production`], width);
  const since = `since ${clockText(head.at, sheet)} (${distanceText(head.at, sheet)})`;
  const before = head.previous === null ? '' : `; ${head.previous.version} served before`;
  const lines = [
    `${paint.bold(model)}  ${paint.green(head.version)} serves in production ${since}`,
    paint.dim(`${head.runId}: ${head.reason}${before}`),
  ];
  return [...cut(lines, width), ...unproven.flatMap((sentence) => wrapped(sentence, width).map(paint.yellow))];
}

function runLines({ run, silence, release }: StatusFacts, sheet: Sheet): string[] {
  if (silence !== null) return wrapped(`what is in progress is not known: ${silence}`, sheet.width);
  if (run !== null) {
    const { runId, outcome, version, progress } = run.state;
    // While an alert of its end is delivered, the run is still the one in progress.
    const end = outcome === null ? [] : wrapped(finalLine({ runId, outcome, version, reason: progress }), sheet.width);
    return [...drawRun(run, sheet), ...end];
  }
  const active = release?.activeRun ?? null;
  return [active === null ? 'no run in progress' : `${active.runId} is about to begin`];
}

function waitingLines({ release }: StatusFacts, sheet: Sheet): string[] {
  if (release === null) return [];
  const { paused, cooldownEndsAt, queue } = release;
  const until = cooldownEndsAt === null || Date.parse(cooldownEndsAt) <= sheet.nowMilliseconds ? null : cooldownEndsAt;
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['paused', paused ? ['every trigger is refused until releases of this model are resumed'] : []],
    [
      'cooldown',
      until === null ? [] : [`ends ${distanceText(until, sheet)}, at ${clockText(until, sheet)}; triggers are refused until then`],
    ],
    ['queue', queue.map(({ kind, source, observed, at }) => `${kind} by ${source}: ${observed} (${sinceText(at, sheet)} ago)`)],
  ];
  return parts.flatMap(([label, lines]) => labelled(sheet.paint.yellow(label), lines, sheet.width));
}

function recentLines({ runs }: StatusFacts, sheet: Sheet): string[] {
  if (runs.length === 0) return ['no run has ended yet'];
  const head = ['run', 'outcome', 'version', 'ended', 'reason'].map((text) => ({ text, draw: sheet.paint.dim }));
  const rows = runs.slice(-shownRuns).toReversed();
  const cells = rows.map(({ runId, outcome, version, endedAt, reason }) => [
    { text: runId },
    { text: outcome, draw: outcomeColour(outcome, sheet.paint) },
    { text: version ?? '' },
    { text: clockText(endedAt, sheet) },
    { text: reason },
  ]);
  return inTable([head, ...cells], sheet.width);
}

function nextLines({ model, run, runs, silence }: StatusFacts, sheet: Sheet): string[] {
  if (silence !== null) return [];
  const last = runs.at(-1);
  const commands =
    run !== null
      ? [`slipway watch ${model}`]
      : [`slipway run ${model}`, ...(last === undefined ? [] : [`slipway report ${model}/${last.runId}`])];
  return labelled(sheet.paint.dim('try'), commands, sheet.width);
}
