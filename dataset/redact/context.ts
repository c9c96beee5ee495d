/** The words before a place, for values that only their surroundings tell from other numbers. */

import type { Survey } from './survey.js';

const reach = 40;

/** Up to 40 characters before `start`, lower-case; at the beginning of a text, the words of its hint stand before them. */
export function wordsBefore(survey: Survey, start: number): string {
  const from = Math.max(0, start - reach);
  const before = survey.text.slice(from, start).toLowerCase();
  return from === 0 && survey.hint !== '' ? `${keyWords(survey.hint)}: ${before}` : before;
}

/** `phoneNumber`, `phone_number` and `phone-number` are `phone number`. */
export function keyWords(key: string): string {
  return key
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase();
}

/** Words that speak for a kind of value (1) or against it (-1). */
export type Telling = ReadonlyMap<string, 1 | -1>;

export function tellingWords(inFavour: string, against: string): Telling {
  return new Map([...inFavour.split(' ').map((word) => [word, 1] as const), ...against.split(' ').map((word) => [word, -1] as const)]);
}

const ownNumber = /^(?:my|his|her|our|their|your)$/;

/** What the nearest telling word says; 0 without one. A word against a value counts on its own line only: a table or list goes on. */
export function leaning(telling: Telling, before: string): -1 | 0 | 1 {
  const line = before.lastIndexOf('\n') + 1;
  const near = nearestOf(telling, before.slice(line));
  return near !== 0 || line === 0 ? near : nearestOf(telling, before.slice(0, line)) === 1 ? 1 : 0;
}

/** "My number" and "text me" tell of telephones. */
function nearestOf(telling: Telling, before: string): -1 | 0 | 1 {
  const said = before.split(notInWord);
  for (let index = said.length - 1; index >= 0; index -= 1) {
    const word = said[index] ?? '';
    const direct = telling.get(word) ?? (word.includes('_') && !/_\d+$/.test(word) ? nearestOf(telling, word.replaceAll('_', ' ')) : 0);
    if (direct !== 0) return direct;
    const previous = said[index - 1] ?? '';
    if ((word === 'number' && ownNumber.test(previous)) || (word === 'me' && (previous === 'text' || previous === 'ring'))) return 1;
  }
  return 0;
}

/** `_` stays: `phone_1` in `<PHONE_1>` is no word for a telephone. */
const notInWord = /[^a-z0-9_§\u00e0-\u00ff]+/;
