/** What a progress bar says: share, figures, rate and time left. Pure, so that every width and moment can be tested. */

import { durationText } from '../../domain/duration.js';

export interface Moment {
  readonly what: string;
  readonly done: number;
  /** Null where nobody knows the end. */
  readonly total: number | null;
  readonly unit: string;
  readonly elapsedMilliseconds: number;
  readonly text: string;
}

const widestBar = 24;
const narrowestBar = 5;
/** From less than this, the time left is a guess that frightens. */
const tellingShare = 0.01;

/** Percent or seconds a second tell nothing; without a unit there is nothing to count. */
const unitsWithoutRate: readonly string[] = ['%', 's', ''];

/** One line of at most `width` characters. The bar gives way first, then what is done: figures are what changes. */
export function barText(moment: Moment, width: number): string {
  const parts = [...figuresOf(moment), moment.text].filter((part) => part !== '').join('  ');
  const room = width - moment.what.length - parts.length - 4;
  if (moment.total === null || room < narrowestBar) return cut(`${cut(moment.what, width - parts.length - 2)}  ${parts}`, width);
  return `${moment.what}  ${bar(shareOf(moment.done, moment.total), Math.min(room, widestBar))}  ${parts}`;
}

/** For a log: the same without a bar. */
export function plainText(moment: Moment): string {
  const parts = [...figuresOf(moment), moment.text].filter((part) => part !== '').join(', ');
  return `${moment.what}: ${parts}`;
}

/** 0 to 1; a total of nothing is done. */
export function shareOf(done: number, total: number): number {
  return total <= 0 ? 1 : Math.min(1, Math.max(0, done / total));
}

function figuresOf({ done, total, unit, elapsedMilliseconds }: Moment): string[] {
  const perSecond = elapsedMilliseconds <= 0 ? 0 : (done / elapsedMilliseconds) * 1000;
  const rate = perSecond > 0 && !unitsWithoutRate.includes(unit) ? [rateText(perSecond, unit)] : [];
  if (total === null) return [...(unit === '' ? [] : [`${amount(done)} ${unit}`]), ...rate, durationText(elapsedMilliseconds)];
  const percent = `${Math.floor(shareOf(done, total) * 100)} %`;
  const figures = unit === '%' ? [percent] : [percent, `${amount(done)}/${amount(total)} ${unit}`];
  const left =
    perSecond > 0 && shareOf(done, total) >= tellingShare && done < total
      ? [`${durationText(Math.max(1000, ((total - done) / perSecond) * 1000))} left`]
      : [];
  return [...figures, ...rate, ...left];
}

/** What is slower than one a second reads better by the minute. */
function rateText(perSecond: number, unit: string): string {
  return perSecond >= 1 ? `${amount(perSecond)} ${unit}/s` : `${amount(perSecond * 60)} ${unit}/min`;
}

function amount(value: number): string {
  return Number.isInteger(value) || value >= 100 ? Math.round(value).toString() : value.toFixed(1);
}

function bar(share: number, width: number): string {
  const filled = Math.round(share * width);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
