/** What is live of a rollout: who serves which share, what the looks saw, and when the next one comes. */

import { percentText } from '../../../domain/figures.js';
import type { Arm } from '../../../domain/route.js';
import type { Painter } from '../colours.js';
import { clockText, distanceText } from './moments.js';
import type { ArmShare, LookCounts, LookFacts, RunFacts } from './run-facts.js';
import type { Sheet } from './sheet.js';

const barWidth = 40;
const fills: { readonly [Name in Arm]: string } = { champion: '░', candidate: '█', holdback: '░' };

/** `░░░░░░░░░░░░██  champion v1 95 %, candidate v2 5 %`; empty where nothing is shared. */
export function weightLines(arms: readonly ArmShare[], { width, paint }: Sheet): string[] {
  if (arms.length === 0) return [];
  const colours = { champion: paint.blue, candidate: paint.magenta, holdback: paint.blue };
  const cells = cellsOf(arms, Math.min(barWidth, width));
  const bar = arms.map(({ arm }, index) => colours[arm](fills[arm].repeat(cells[index] ?? 0))).join('');
  const legend = arms.map(({ arm, version, weightPercent }) => `${colours[arm](`${arm} ${version}`)} ${weightPercent} %`).join(', ');
  return width >= barWidth + 50 ? [`${bar}  ${legend}`] : [bar, legend];
}

/** Whoever serves anybody gets a cell. */
function cellsOf(arms: readonly ArmShare[], width: number): number[] {
  const [first, second] = arms.map(({ weightPercent }) => Math.round((weightPercent / 100) * width));
  if (second === undefined) return [width];
  const small = Math.max(1, Math.min(width - 1, first ?? 0));
  return [small, width - small];
}

export function lookLines({ look, state }: RunFacts, sheet: Sheet): string[] {
  const known = state.rollout?.looks ?? 0;
  if (look === null) return known === 0 ? [] : [`${known} taken`];
  const isOver = state.outcome !== null;
  const counted = [look.candidate, ...(look.control === null ? [] : [look.control])].map(countsText);
  return [
    `${look.number} taken; ${lastText(look, sheet.paint)} ${distanceText(look.at, sheet)}${isOver || look.outcome !== 'fail' ? '' : ': rolling back'}`,
    `requests in the ${look.phase}: ${counted.join(', ')}`,
  ];
}

/** `v2 393 (0.5 % failed)` */
function countsText({ version, requests, errors }: LookCounts): string {
  return `${version} ${requests}${requests === 0 ? '' : ` (${percentText(errors / requests)} failed)`}`;
}

function lastText({ outcome, phase, number }: LookFacts, paint: Painter): string {
  switch (outcome) {
    case null:
      return `the last opened ${number === 1 ? '' : 'the next step of '}the ${phase}`;
    case 'pass':
      return `the last ${paint.green('passed')}`;
    case 'fail':
      return `the last ${paint.red('failed')}`;
    case 'inconclusive':
      return `the last was ${paint.yellow('inconclusive')}`;
    default:
      throw new Error(`unknown outcome ${String(outcome satisfies never)}`);
  }
}

/** What users got back, and how soon that was certain. */
export function rollbackLines({ rollback }: RunFacts): string[] {
  if (rollback === null) return [];
  const { from, to, trigger, decidedAt, verifiedAt } = rollback;
  const seconds = ((Date.parse(verifiedAt) - Date.parse(decidedAt)) / 1000).toFixed(1);
  return [`${from ?? 'nothing'} → ${to} (${trigger}), verified ${seconds} s after the decision`];
}

export function nextLines({ nextTimer }: RunFacts, sheet: Sheet): string[] {
  if (nextTimer === null) return [];
  return [`${nextTimer.what} ${distanceText(nextTimer.at, sheet)}, at ${clockText(nextTimer.at, sheet)}`];
}
