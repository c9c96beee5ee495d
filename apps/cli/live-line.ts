/** The one line of the terminal that is drawn again and again. Separate so that whatever is printed meanwhile stands above it, and an error never leaves it behind. */

import { ambient } from '../../setup/layout.js';

export interface LiveLine {
  /** Takes the line off the terminal. */
  hide(): void;
  show(): void;
}

let line: LiveLine | null = null;

/** Where a line can be drawn again: not in a file, a pipe or a terminal without cursor movement. */
export function canRedraw(stream: { readonly isTTY?: boolean }): boolean {
  return stream.isTTY === true && ambient['TERM'] !== 'dumb';
}

/** There is one at a time; null when none is needed any more. */
export function setLiveLine(next: LiveLine | null): void {
  line?.hide();
  line = next;
  line?.show();
}

/** Standard output and standard error share a terminal: both print through this. */
export function aboveLiveLine(print: () => void): void {
  line?.hide();
  print();
  line?.show();
}
