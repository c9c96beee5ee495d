/** Placeholders such as `<EMAIL_1>`: which a text has already, and which number the next value gets. */

import type { Finding } from './findings.js';

const written = /<([A-Z][A-Z_]*)_(\d{1,6})>/g;

export interface Placeholder {
  readonly word: string;
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

export function placeholders(text: string): readonly Placeholder[] {
  if (!text.includes('<')) return [];
  return [...text.matchAll(written)].map((match) => ({
    word: match[1] ?? '',
    number: Number(match[2]),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** Numbers of one record: the same value has the same number in all of its messages, and no number that the record came with is given again. */
export class Numbering {
  readonly #last = new Map<string, number>();
  readonly #given = new Map<string, string>();

  /** To be called for every text of the record before the first placeholder is given. */
  respect(text: string): void {
    for (const { word, number } of placeholders(text)) this.#last.set(word, Math.max(number, this.#last.get(word) ?? 0));
  }

  placeholderFor(finding: Finding): string {
    const key = `${finding.word} ${finding.value}`;
    const known = this.#given.get(key);
    if (known !== undefined) return known;
    const number = (this.#last.get(finding.word) ?? 0) + 1;
    const placeholder = `<${finding.word}_${number}>`;
    this.#last.set(finding.word, number);
    this.#given.set(key, placeholder);
    return placeholder;
  }
}
