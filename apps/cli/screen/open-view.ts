/** Which view somebody gets: a picture on a terminal, JSON where it was asked for, lines everywhere else. */

import { canRedraw } from '../live-line.js';
import type { Output } from '../output.js';
import { createJsonView, createLineView } from './line-view.js';
import { createLiveView } from './live-view.js';
import type { View } from './view.js';

const hint = 'Ctrl-C leaves; the run goes on';

/** For a command whose result is the watching: everything goes to standard output. */
export function openResultView(output: Output): View {
  const lines = { write: (line: string) => console.log(line), note: (text: string) => output.progress(text) };
  if (output.json) return createJsonView(lines);
  return canRedraw(process.stdout) ? createLiveView(process.stdout, hint) : createLineView(lines);
}

/** For a command that waits for its result: standard output is kept for that. */
export function openProgressView(output: Output): View {
  const tell = (text: string): void => output.progress(text);
  return canRedraw(process.stderr) ? createLiveView(process.stderr, hint) : createLineView({ write: tell, note: tell });
}
