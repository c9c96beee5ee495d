/** Colours for one stream. Only for a terminal that shows them: a file or a pipe gets plain text, also where `CI` is set. */

import picocolors from 'picocolors';
import { ambient, type Environment } from '../../setup/layout.js';

export type Painter = ReturnType<typeof picocolors.createColors>;

export const paint = (stream: NodeJS.WriteStream): Painter => picocolors.createColors(takesColours(stream, ambient));

/** NO_COLOR counts where it is not empty (no-color.org). */
export function takesColours(stream: { readonly isTTY?: boolean }, { NO_COLOR, TERM }: Environment): boolean {
  return stream.isTTY === true && (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb';
}
