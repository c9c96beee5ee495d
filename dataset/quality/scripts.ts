/** The script of a character by its UTF-16 code unit: enough to see that a question in Russian was answered in English, without a language model. */

/** First and last code unit. Han and kana are one, because Japanese mixes them; what is in no range is no letter. */
const ranges: readonly (readonly [ScriptName, number, number])[] = [
  ['latin', 0x41, 0x5a],
  ['latin', 0x61, 0x7a],
  ['latin', 0xc0, 0x24f],
  ['latin', 0x1e00, 0x1eff],
  ['greek', 0x370, 0x3ff],
  ['greek', 0x1f00, 0x1fff],
  ['cyrillic', 0x400, 0x52f],
  ['armenian', 0x531, 0x58f],
  ['hebrew', 0x591, 0x5ff],
  ['arabic', 0x600, 0x6ff],
  ['arabic', 0x750, 0x77f],
  ['arabic', 0x8a0, 0x8ff],
  ['arabic', 0xfb50, 0xfdff],
  ['arabic', 0xfe70, 0xfefc],
  ['devanagari', 0x900, 0x97f],
  ['bengali', 0x980, 0x9ff],
  ['gurmukhi', 0xa00, 0xa7f],
  ['gujarati', 0xa80, 0xaff],
  ['tamil', 0xb80, 0xbff],
  ['telugu', 0xc00, 0xc7f],
  ['kannada', 0xc80, 0xcff],
  ['malayalam', 0xd00, 0xd7f],
  ['sinhala', 0xd80, 0xdff],
  ['thai', 0xe00, 0xe7f],
  ['georgian', 0x10a0, 0x10ff],
  ['ethiopic', 0x1200, 0x137f],
  ['khmer', 0x1780, 0x17ff],
  ['hangul', 0x1100, 0x11ff],
  ['hangul', 0x3130, 0x318f],
  ['hangul', 0xac00, 0xd7a3],
  ['han-kana', 0x3041, 0x30ff],
  ['han-kana', 0x3400, 0x4dbf],
  ['han-kana', 0x4e00, 0x9fff],
  ['han-kana', 0xf900, 0xfaff],
];

// prettier-ignore
const names = [
  'none', 'latin', 'greek', 'cyrillic', 'armenian', 'hebrew', 'arabic', 'devanagari', 'bengali', 'gurmukhi', 'gujarati', 'tamil', 'telugu',
  'kannada', 'malayalam', 'sinhala', 'thai', 'georgian', 'ethiopic', 'khmer', 'hangul', 'han-kana',
] as const;
type ScriptName = (typeof names)[number];

export const scriptCount = names.length;
export const noScript = 0;
export const latin = 1;

/** Script by code unit; `noScript` for what is no letter of a known script. */
export const scriptOf: Uint8Array = fillTable();

function fillTable(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (const [name, first, last] of ranges) table.fill(names.indexOf(name), first, last + 1);
  // The signs of multiplication and division stand among the Latin letters.
  table[0xd7] = noScript;
  table[0xf7] = noScript;
  return table;
}
