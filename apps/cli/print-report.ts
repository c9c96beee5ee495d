/** Shows what set-up does: on a terminal a bar for each download and the time that a step takes, otherwise a line for each step. */

import type { Report, ReportLine } from '../../setup/report.js';
import { canRedraw } from './live-line.js';
import type { Output } from './output.js';
import { startProgress, type ProgressBar } from './progress.js';

const percentStep = 10;

export function printReport(output: Output): Report {
  return canRedraw(process.stderr) ? drawReport(output) : listReport(output);
}

/** Percentages only when they have moved on: a log keeps every line. */
function listReport(output: Output): Report {
  const shown = new Map<string, number>();
  return (line) => {
    const { part, percent } = line;
    const tens = percent === undefined ? undefined : Math.floor(percent / percentStep);
    if (tens !== undefined && shown.get(part) === tens) return;
    if (tens !== undefined) shown.set(part, tens);
    output.progress(textOf(line));
  };
}

function drawReport(output: Output): Report {
  let bar: ProgressBar | undefined;
  let isDownload = false;
  return (line) => {
    const { percent, megabytes, aside } = line;
    if (aside === true && bar !== undefined) return bar.update(0, line.text);
    if (megabytes !== undefined && isDownload && bar !== undefined) return bar.update(megabytes.done);
    bar?.end();
    bar = undefined;
    const goesOn = percent !== undefined && percent < 100;
    if (!goesOn) return output.progress(textOf(line));
    isDownload = megabytes !== undefined;
    bar = isDownload
      ? startProgress(output, { what: `downloads ${line.part}`, total: megabytes?.total ?? null, unit: 'MB' })
      : startProgress(output, { what: textOf(line), total: null, unit: '' });
  };
}

function textOf({ part, text, percent }: ReportLine): string {
  return `${part}: ${text}${percent === undefined ? '' : ` (${Math.floor(percent)} %)`}`;
}
