/** Verdicts as a table, and in full why those that did not pass did not. */

import { countText } from '../../../domain/figures.js';
import type { Verdict } from '../../../domain/verdict.js';
import type { Painter } from '../colours.js';
import { inTable, wrapped, type Cell } from './layout.js';
import type { Sheet } from './sheet.js';

const figures = ['verdict', 'observed', 'limit', 'n', 'reason'];
const align = ['left', 'left', 'right', 'right', 'right'] as const;
const indent = '  ';

/** What each gate said, and what the monitors say now, in the same columns; reasons are cut. */
export function verdictTable(gates: readonly Verdict[], live: readonly Verdict[], { width, paint }: Sheet): string[] {
  const parts = [
    { by: 'gate', verdicts: gates },
    { by: 'live', verdicts: live },
  ].filter(({ verdicts }) => verdicts.length > 0);
  const rows = parts.flatMap(({ by, verdicts }) => [
    [by, ...figures].map((text) => ({ text, draw: paint.dim })),
    ...verdicts.map((verdict) => cellsOf(verdict, paint)),
  ]);
  return inTable(rows, width, align);
}

/** The reasons that a person has to read. */
export function fullReasons(verdicts: readonly Verdict[], { width, paint }: Sheet): string[] {
  return verdicts
    .filter(({ verdict, flagged }) => verdict !== 'pass' || flagged === true)
    .flatMap((verdict) => {
      const lines = wrapped(`${verdict.gate}: ${noteOf(verdict)}${verdict.reason}`, width - indent.length);
      return lines.map((line) => indent + painted(verdict, paint)(line));
    });
}

/** Where all passed and what matters is further on: `5 gates passed: accuracy, …`. */
export function passedText(verdicts: readonly Verdict[]): string {
  return `${countText(verdicts.length, 'gate')} passed: ${verdicts.map(({ gate }) => gate).join(', ')}`;
}

function painted({ verdict, severity, flagged }: Verdict, paint: Painter): (text: string) => string {
  if (verdict === 'pass') return flagged === true ? paint.yellow : paint.green;
  return verdict === 'fail' && severity === 'block' ? paint.red : paint.yellow;
}

function cellsOf(verdict: Verdict, paint: Painter): Cell[] {
  const { gate, observed, limit, samples, reason } = verdict;
  return [
    { text: gate },
    { text: verdict.verdict, draw: painted(verdict, paint) },
    { text: figureText(observed) },
    { text: figureText(limit) },
    { text: String(samples) },
    { text: `${noteOf(verdict)}${reason}` },
  ];
}

function noteOf({ verdict, severity, flagged }: Verdict): string {
  if (flagged === true) return 'flagged: ';
  return verdict !== 'pass' && severity === 'warn' ? 'warns only: ' : '';
}

/** Shares, milliseconds and bytes stand in one column: four digits are enough for the first, and all before the point for the last. */
function figureText(value: number | null): string {
  if (value === null) return '–';
  return String(Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4)));
}
