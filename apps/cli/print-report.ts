/** Shows what set-up does: a line for each step, percentages only when they have moved on. */

import type { Report } from '../../setup/report.js';
import type { Output } from './output.js';

const percentStep = 10;

export function printReport(output: Output): Report {
  const shown = new Map<string, number>();
  return ({ part, text, percent }) => {
    const tens = percent === undefined ? undefined : Math.floor(percent / percentStep);
    if (tens !== undefined && shown.get(part) === tens) return;
    if (tens !== undefined) shown.set(part, tens);
    output.progress(`${part}: ${text}${percent === undefined ? '' : ` (${Math.floor(percent)} %)`}`);
  };
}
