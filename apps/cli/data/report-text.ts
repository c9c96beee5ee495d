/** The report of a dataset for people, in a terminal: what became of every line, and what each check says. */

import type { Check } from '../../../dataset/check.js';
import type { DatasetReport } from '../../../dataset/stage/report.js';
import { paint } from '../colours.js';
import { entry, indent } from '../entry.js';
import { plainText } from '../screen/layout.js';
import { table } from '../table.js';

/** Of all checks that do not pass; the page and the files have them all. */
const shownSamples = 8;

export function reportLines(report: DatasetReport, folder: string): string[] {
  const { counts, training, splits, checks } = report;
  const places = [
    `${counts.accepted} accepted`,
    `${counts.quarantined} quarantined`,
    `${counts.exactDuplicates + counts.normalisedDuplicates} repeated`,
    `${counts.nearDuplicates} near duplicates`,
    `${counts.filtered} filtered`,
    `${counts.blank} blank`,
  ];
  const parent = report.parent === null ? '' : ` (${training.existing} existing, ${training.removed} of them removed)`;
  return [
    `${report.outcome}: ${report.reason}`,
    ...entry('lines', `${counts.read}: ${places.join(', ')}`),
    ...entry('training', `${training.total} examples, ${training.new} of them new${parent}`),
    ...entry(
      'splits',
      splits === null
        ? ''
        : `${splits.train} train, ${splits.validation} validation, ${splits.heldOut} held out, ${splits.anchor ?? 0} anchor`,
    ),
    ...entry('version', report.version ?? 'none'),
    '',
    table(['check', 'says', 'observed', 'limit', 'reason'], checks.map(checkRow)),
    ...samples(checks),
    ...report.unprotected.flatMap((sentence, index) => entry(index === 0 ? 'unguarded' : '', sentence)),
    '',
    `page     ${folder}/report.html`,
    `files    ${folder}`,
  ];
}

function checkRow({ name, verdict, severity, observed, limit, reason }: Check): string[] {
  return [name, wordOf(verdict, severity), figure(observed), figure(limit), plainText(reason)];
}

function wordOf(verdict: Check['verdict'], severity: Check['severity']): string {
  const colours = paint(process.stdout);
  if (verdict === 'pass') return colours.green('pass');
  if (severity === 'warn') return colours.yellow(verdict === 'fail' ? 'warn' : 'unknown');
  return colours.red(verdict);
}

function figure(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(4)));
}

function samples(checks: readonly Check[]): string[] {
  const shown = checks
    .filter(({ verdict }) => verdict !== 'pass')
    .flatMap(({ samples: some }) => some)
    .slice(0, shownSamples);
  // Whole, whatever the width: a path that is cut leads nowhere.
  return shown.map(({ code, file, line, text }) => {
    const place = file === null ? '' : `${file}:${line ?? ''} `;
    return `${indent}${place}${code}: ${plainText(text)}`;
  });
}
