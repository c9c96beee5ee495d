/** One fact in a text for people: a label and what it says, wrapped within 80 columns. */

import { labelled, labelWidth, plainText, wrapped } from './screen/layout.js';

const width = 80;

/** In line with what an entry says. */
export const indent = ' '.repeat(labelWidth);

/** Nothing where there is nothing to say. What stands in somebody's data must not move the cursor. */
export function entry(label: string, text: string): string[] {
  return text === '' ? [] : labelled(label, wrapped(plainText(text), width - labelWidth), width);
}
