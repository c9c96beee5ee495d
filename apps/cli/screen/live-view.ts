/** A run as a picture that changes in place, as high and wide as the terminal allows. */

import { createLogUpdate } from 'log-update';
import { paint } from '../colours.js';
import { setLiveLine } from '../live-line.js';
import { drawRun } from './draw-run.js';
import { cut } from './layout.js';
import type { RunFacts } from './run-facts.js';
import { widthOf, type Sheet } from './sheet.js';
import type { View } from './view.js';

/** Times on it pass by the second. */
const redrawMilliseconds = 1_000;

export function createLiveView(stream: NodeJS.WriteStream, hint: string): View {
  const log = createLogUpdate(stream);
  let facts: RunFacts | null = null;
  let note: string | null = null;
  let drawn = 0;
  const sheet = (): Sheet => ({ width: widthOf(stream), nowMilliseconds: Date.now(), timeZone: undefined, paint: paint(stream) });
  const draw = (): void => {
    const on = sheet();
    const last = note === null ? on.paint.dim(hint) : on.paint.yellow(note);
    const footer = facts === null ? [last] : ['', last];
    // The cursor stands on a line of its own below the picture.
    const height = (stream.rows ?? 24) - 1 - footer.length;
    const lines = [...(facts === null ? [] : drawRun(facts, on, height)), ...cut(footer, on.width)];
    // log-update 7.2 draws over its last lines where the picture has grown.
    if (lines.length !== drawn) log.clear();
    drawn = lines.length;
    log(lines.join('\n'));
  };
  const timer = setInterval(draw, redrawMilliseconds);
  stream.on('resize', draw);
  setLiveLine({ hide: () => log.clear(), show: draw });
  const giveBack = (): void => {
    clearInterval(timer);
    stream.off('resize', draw);
    setLiveLine(null);
    log.done();
  };
  return {
    show(observation) {
      facts = observation.facts;
      note = null;
      draw();
    },
    note(text) {
      note = text;
      draw();
    },
    end(ending) {
      const last = ending === null ? facts : ending.last.facts;
      giveBack();
      if (last !== null) stream.write(`${drawRun(last, sheet()).join('\n')}\n\n`);
    },
  };
}
