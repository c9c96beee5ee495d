/** How drift is told: names, shares and figures in the words of a report, and a check with what it needs at least. */

import { checkOf, samplesPerCode, type Check, type CheckName, type Sample } from '../check.js';

const longestName = 60;
const mostNamed = 5;

/** For a batch of which nothing new came, so that nothing can be said. */
export function nothingNew(name: CheckName): Check {
  return checkOf(name, { verdict: 'inconclusive', severity: 'warn', reason: 'There is no new example to compare.' });
}

export function quoted(name: string): string {
  return `"${name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name}"`;
}

/** `"a", "b" and 12 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).map(quoted);
  const rest = names.length - shown.length;
  return rest === 0 ? shown.join(', ') : `${shown.join(', ')} and ${rest} more`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** To four decimals: what the report shows is what was judged. */
export function rounded(figure: number): number {
  return Math.round(figure * 1e4) / 1e4;
}

export function tellP(p: number): string {
  return p < 0.0001 ? 'p < 0.0001' : `p = ${p.toFixed(4)}`;
}

/** The first few of the names, as samples that are no record. */
export function namedSamples(code: string, names: readonly string[], told: (name: string) => string = (name) => name): Sample[] {
  return names.slice(0, samplesPerCode).map((name) => ({ code, file: null, line: null, text: told(name).slice(0, 200) }));
}

/** `1 label`, `2 labels`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
