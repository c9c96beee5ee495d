/** Shows the words that a training example and a suite share, as they stand in each of them. */

import { normalisedTexts } from '../text/words.js';

export const excerptLength = 300;

/** The words from `first` to before `end` of the text's normalised form, with what stands around them as far as there is room. */
export function excerpt(raw: string, first: number, end: number): string {
  const from = lastWith(raw, first);
  const to = lastWith(raw, end);
  const shared = raw.slice(from, to).trimEnd().length;
  const room = Math.max(0, excerptLength - shared);
  const start = wholeCharacter(raw, Math.max(0, from - Math.floor(room / 2)));
  const stop = wholeCharacter(raw, Math.min(raw.length, start + excerptLength));
  return `${start > 0 ? '…' : ''}${raw.slice(start, stop).trim()}${stop < raw.length ? '…' : ''}`;
}

/** The longest beginning of the text that has no more than so many words: normalising keeps no places, and the count only grows with the length. */
function lastWith(raw: string, words: number): number {
  let [low, high] = [0, raw.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (wordsIn(raw.slice(0, middle)) <= words) low = middle;
    else high = middle - 1;
  }
  return low;
}

function wordsIn(text: string): number {
  const [normalised = ''] = normalisedTexts({ messages: [{ role: 'user', content: text }] });
  return normalised === '' ? 0 : normalised.split(' ').length;
}

/** Not between the halves of a character beyond the first 65,536. */
function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
