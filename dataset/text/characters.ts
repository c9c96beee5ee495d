/** What a character is when a text is split into words, by Unicode's own properties: asked once per character, then read from a table. */

export const separator = 1;
/** Letter, mark or number: part of a word. */
export const inWord = 2;
/** Han, Hiragana or Katakana: a word of its own, because these scripts put no spaces between words. */
export const wordItself = 3;

/** 0: not asked yet. A byte for each code point, of which the system hands out only the pages that are used. */
const kinds = new Uint8Array(0x110000);

/** One of the three kinds. A lone surrogate is a separator. */
export function kindOf(codePoint: number): number {
  const known = kinds[codePoint] ?? separator;
  return known === 0 ? learn(codePoint) : known;
}

function learn(codePoint: number): number {
  const character = String.fromCodePoint(codePoint);
  let kind = separator;
  if (/^[\p{L}\p{M}\p{N}]$/u.test(character)) {
    kind = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u.test(character) ? wordItself : inWord;
  }
  kinds[codePoint] = kind;
  return kind;
}

/** Code of the lower-case letter or of the digit for each ASCII code; 0 for separators. */
export const asciiWords: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) =>
  kindOf(code) === separator ? 0 : String.fromCodePoint(code).toLowerCase().charCodeAt(0),
);
