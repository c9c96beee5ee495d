/**
 * One pass over a text that notes where anything can be: at signs, digits, `:` and `=`, long words.
 * It looks at four characters at once, so that a text with nothing in it costs about a nanosecond a character.
 */

import { isDigit, isTokenUnit } from './characters.js';
import { foldLookAlikes, hidesDigits, partsOddly } from './look-alikes.js';

/** Reused from text to text: whoever keeps something of it copies it. */
export interface Survey {
  /** With look-alikes folded; places are those of the text itself. */
  text: string;
  /** What the text is the value of, such as the key of a JSON object; words of it count as words before the text. */
  hint: string;
  readonly ats: Places;
  /** `:` and `=`. */
  readonly signs: Places;
  readonly digitStarts: Places;
  readonly digitEnds: Places;
  /** Words of 16 and more letters, digits, `_` and `-`. */
  readonly tokenStarts: Places;
  readonly tokenEnds: Places;
  digits: number;
}

/** A list of numbers that keeps its memory. */
export class Places {
  count = 0;
  #values = new Int32Array(64);

  add(place: number): void {
    if (this.count === this.#values.length) {
      const more = new Int32Array(this.count * 2);
      more.set(this.#values);
      this.#values = more;
    }
    this.#values[this.count] = place;
    this.count += 1;
  }

  /** -1 where there is none. */
  at(index: number): number {
    return index >= 0 && index < this.count ? (this.#values[index] ?? -1) : -1;
  }

  setLast(place: number): void {
    this.#values[this.count - 1] = place;
  }
}

const least = 16;
const keptBytes = 1 << 20;
let bytes = Buffer.alloc(1 << 14);
let words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);

export function createSurvey(): Survey {
  return {
    text: '',
    hint: '',
    ats: new Places(),
    signs: new Places(),
    digitStarts: new Places(),
    digitEnds: new Places(),
    tokenStarts: new Places(),
    tokenEnds: new Places(),
    digits: 0,
  };
}

/** Fills the survey anew. */
export function surveyText(survey: Survey, text: string, hint: string): void {
  survey.ats.count = survey.signs.count = survey.digits = 0;
  survey.digitStarts.count = survey.digitEnds.count = survey.tokenStarts.count = survey.tokenEnds.count = 0;
  survey.text = hidesDigits(text) ? foldLookAlikes(text) : text;
  survey.hint = hint;
  const length = text.length;
  makeRoom(length);
  // Characters beyond Latin-1 lose their upper byte here: they may be taken for an anchor, which `note` looks up, and none is lost.
  bytes.write(survey.text, 0, length, 'latin1');
  bytes[length] = bytes[length + 1] = bytes[length + 2] = 0;
  sweep(survey, (length + 3) >> 2);
  if (survey.digits >= 4 && survey.text === text && partsOddly(text)) survey.text = foldLookAlikes(text);
  if (bytes.length > keptBytes) setBytes(keptBytes);
}

/**
 * For each byte b of a word, the top bit of (b | 0x80) - k says whether b >= k. `0` to `9`, `:`, `=` and `@` are all in 0x30 to 0x40;
 * three words in a row without a byte below 0x30 (no space, dot or slash) are in a run of 12 to 16 at least.
 */
function sweep(survey: Survey, count: number): void {
  const high = 0x80808080 | 0;
  let streak = 0;
  for (let index = 0; index < count; index += 1) {
    const word = (words[index] ?? 0) | high;
    const from30 = (word - 0x30303030) & high;
    const from41 = (word - 0x41414141) & high;
    const breaks = from30 ^ high;
    streak = (streak + 1) & ~((breaks | -breaks) >> 31);
    if ((from30 & ~from41) !== 0) note(survey, index * 4);
    if (streak === 3) noteToken(survey, index * 4);
  }
}

function note(survey: Survey, from: number): void {
  for (let at = from; at < from + 4; at += 1) {
    const unit = bytes[at] ?? 0;
    if (unit < 0x30 || unit > 0x40 || unit !== survey.text.charCodeAt(at)) continue;
    if (isDigit(unit)) {
      survey.digits += 1;
      if (at > 0 && survey.digitEnds.at(survey.digitEnds.count - 1) === at) {
        survey.digitEnds.setLast(at + 1);
      } else {
        survey.digitStarts.add(at);
        survey.digitEnds.add(at + 1);
      }
    } else if (unit === 0x40) survey.ats.add(at);
    else if (unit === 0x3a || unit === 0x3d) survey.signs.add(at);
  }
}

function noteToken(survey: Survey, place: number): void {
  if (place < survey.tokenEnds.at(survey.tokenEnds.count - 1)) return;
  const { text } = survey;
  if (!isTokenUnit(text.charCodeAt(place))) return;
  let start = place;
  let end = place + 1;
  while (isTokenUnit(text.charCodeAt(start - 1))) start -= 1;
  while (isTokenUnit(text.charCodeAt(end))) end += 1;
  if (end - start < least) return;
  survey.tokenStarts.add(start);
  survey.tokenEnds.add(end);
}

function makeRoom(length: number): void {
  if (length + 8 <= bytes.length) return;
  let size = bytes.length;
  while (size < length + 8) size *= 2;
  setBytes(size);
}

function setBytes(size: number): void {
  bytes = Buffer.alloc(size);
  words = new Int32Array(bytes.buffer, bytes.byteOffset, size >> 2);
}
