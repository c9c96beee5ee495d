import fc from 'fast-check';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { drawTable } from '../../../apps/cli/table.js';

const reason = 'Less accurate than the champion: 51.6 % right against 94.9 % on 157 items; 68 lost, 0 won, worse by at least 36.1 points.';
const digest = 'd227f3e385b09a4c1f6d227f3e385b09a4c1f6d227f3e385b09a4c1f6aabbccd';

describe('a table', () => {
  it('is as wide as its text where that fits', () => {
    expect(
      drawTable(
        [
          ['run', 'outcome'],
          ['ft-1', 'released'],
        ],
        80,
      ),
    ).toBe(['┌──────┬──────────┐', '│ run  │ outcome  │', '├──────┼──────────┤', '│ ft-1 │ released │', '└──────┴──────────┘'].join('\n'));
  });

  it('wraps long reasons, and keeps names and ids whole', () => {
    const drawn = drawTable(
      [
        ['run', 'outcome', 'version', 'reason'],
        ['ft-2026-11-21-003', 'rejected', 'v3', reason],
      ],
      80,
    );
    expect(longestOf(drawn)).toBe(80);
    expect(drawn).toContain('│ ft-2026-11-21-003 │ rejected │');
    expect(wordsOf(drawn)).toEqual(expect.arrayContaining(reason.split(' ')));
  });

  it('leaves nothing out of what is wider than the whole table', () => {
    const drawn = drawTable(
      [
        ['digest', 'path'],
        [digest, '/home/anna/projects/tickets/.slipway/data/store/models/support-triage'],
      ],
      60,
    );
    expect(longestOf(drawn)).toBe(60);
    expect(columnOf(drawn, 1)).toBe(`digest${digest}`);
    expect(columnOf(drawn, 2)).toBe('path/home/anna/projects/tickets/.slipway/data/store/models/support-triage');
  });

  it('breaks a path after a slash', () => {
    expect(drawTable([['found'], ['/home/anna/projects/tickets']], 24)).toContain('│ /home/anna/projects/ │\n│ tickets ');
  });

  it('counts colours as nothing and wide letters as two', () => {
    const drawn = drawTable([['state'], ['\u001B[32mpass\u001B[39m'], ['合格しました']], 80);
    expect(drawn.split('\n').map(stripVTControlCharacters)).toEqual(
      expect.arrayContaining(['│ state        │', '│ pass         │', '│ 合格しました │']),
    );
  });

  it('is never wider than it may be, and loses no letter', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'b', '/', '-', '.', ' '), maxLength: 90 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 40, max: 120 }),
        (rows, width) => {
          const drawn = drawTable([['a', 'b', 'c'], ...rows], width);
          expect(longestOf(drawn)).toBeLessThanOrEqual(width);
          for (const column of [0, 1, 2] as const) {
            const text = rows.map((row) => row[column]).join('');
            expect(columnOf(drawn, column + 1).slice(1)).toBe(text.replace(/\s/g, ''));
          }
        },
      ),
    );
  });
});

function longestOf(drawn: string): number {
  return Math.max(...drawn.split('\n').map((line) => line.length));
}

/** What stands in a column, without spaces and over all lines. */
function columnOf(drawn: string, index: number): string {
  const lines = drawn.split('\n').filter((line) => line.startsWith('│'));
  return lines.map((line) => line.split('│')[index]?.replace(/\s/g, '')).join('');
}

function wordsOf(drawn: string): string[] {
  return drawn.split(/[\s│]+/);
}
