/** The stages of a run in their order: done with their time, the one in progress, and those to come. */

import { durationText } from '../../../domain/duration.js';
import { stages, type Stage } from '../../../domain/run-state.js';
import { worstOutcome } from '../../../domain/verdict.js';
import { sinceText } from './moments.js';
import { stageStartedAt, type RunFacts } from './run-facts.js';
import type { Sheet } from './sheet.js';

interface Piece {
  readonly text: string;
  readonly draw: (text: string) => string;
}

const between = '   ';

/** As many lines as they take; a stage is never broken over two. */
export function drawStages(facts: RunFacts, sheet: Sheet): string[] {
  const lines: Piece[][] = [];
  let used = sheet.width;
  for (const piece of piecesOf(facts, sheet)) {
    if (used + between.length + piece.text.length > sheet.width) {
      lines.push([]);
      used = -between.length;
    }
    used += between.length + piece.text.length;
    lines.at(-1)?.push(piece);
  }
  return lines.map((pieces) => pieces.map(({ text, draw }) => draw(text)).join(between));
}

function piecesOf(facts: RunFacts, sheet: Sheet): Piece[] {
  const { state } = facts;
  const { paint } = sheet;
  const stopped = stoppedAt(facts);
  const done = state.stages.map(({ name, startedAt, endedAt }): Piece => {
    const text = `${name} ${durationText(Date.parse(endedAt) - Date.parse(startedAt))}`;
    return name === stopped ? { text: `✗ ${text}`, draw: paint.red } : { text: `✓ ${text}`, draw: paint.green };
  });
  if (state.stage === 'ended') return done;
  const startedAt = stageStartedAt(facts);
  const took = startedAt === null ? '' : ` ${sinceText(startedAt, sheet)}`;
  const now = { text: `▸ ${state.stage}${took}`, draw: (text: string) => paint.bold(paint.cyan(text)) };
  // Whether a person is asked is decided after the gates.
  const next = toCome(state.stage, state.version !== null).map((name) => ({
    text: `· ${name}${name === 'approve' ? '?' : ''}`,
    draw: paint.dim,
  }));
  return [...done, now, ...next];
}

/** What has its version before it comes to be registered is promoted, and is not registered again. */
function toCome(current: Stage, hasVersion: boolean): readonly Stage[] {
  return stages.slice(stages.indexOf(current) + 1).filter((name) => !(hasVersion && name === 'register'));
}

/** Where a run that was not released came to its end; a rejected one is registered after that. */
function stoppedAt({ state }: RunFacts): Stage | null {
  const last = state.stages.at(-1)?.name ?? null;
  if (state.outcome === null || state.outcome === 'released' || state.outcome === 'released-unproven' || state.outcome === 'skipped') {
    return null;
  }
  if (state.outcome !== 'rejected') return last;
  if (worstOutcome(state.verdicts) !== 'pass') return 'gate';
  return state.stages.some(({ name }) => name === 'approve') ? 'approve' : last;
}
