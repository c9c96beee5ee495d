/** Progress of anything that takes more than a second: a bar on a terminal, a few plain lines in a log. */

import { SingleBar } from 'cli-progress';
import { canRedraw, setLiveLine } from './live-line.js';
import type { Output } from './output.js';
import { barText, plainText, shareOf, type Moment } from './progress-text.js';

export interface ProgressBar {
  /** What is done by now, not what was added. The text follows the figures. */
  update(done: number, text?: string): void;
  /** Call it also when the work fails. The text says how it ended; without one nothing is said. */
  end(text?: string): void;
}

export interface ProgressOptions {
  readonly what: string;
  /** Null where nobody knows the end: then there is a counter with its rate. */
  readonly total: number | null;
  /** Such as `MB` or `requests`; `%` where the share is all that is known, nothing where only time passes. */
  readonly unit: string;
}

/** A log is read line by line: one for each tenth, and where the end is not known one in ten seconds. */
const plainTenths = 10;
const plainMilliseconds = 10_000;

export function startProgress(output: Output, options: ProgressOptions): ProgressBar {
  return canRedraw(process.stderr) ? startBar(output, options) : startLines(output, options);
}

/** For work that tells nothing of itself: shows how long it has been going on. */
export async function during<T>(output: Output, what: string, work: Promise<T>): Promise<T> {
  const progress = startProgress(output, { what, total: null, unit: '' });
  try {
    return await work;
  } finally {
    progress.end();
  }
}

function startBar(output: Output, options: ProgressOptions): ProgressBar {
  const moment = startMoment(options);
  const bar = new SingleBar({
    stream: process.stderr,
    format: () => barText(moment.now(), process.stderr.columns ?? 80),
    clearOnComplete: true,
    // The text fits as it is; a process that is killed must not leave a terminal that wraps no more.
    linewrap: true,
    fps: 5,
  });
  setLiveLine({ hide: () => bar.stop(), show: () => bar.start(1, 0) });
  return {
    // The bar draws itself some times a second, also while nothing is told.
    update: moment.change,
    end(text) {
      setLiveLine(null);
      if (text !== undefined) output.progress(`${options.what}: ${text}`);
    },
  };
}

function startLines(output: Output, options: ProgressOptions): ProgressBar {
  const { what, total, unit } = options;
  const moment = startMoment(options);
  let shownTenth = 0;
  let shownAt = 0;
  output.progress(total === null || unit === '%' ? what : `${what}: ${total} ${unit}`);
  return {
    update(done, text) {
      moment.change(done, text);
      const now = moment.now();
      const tenth = total === null ? 0 : Math.floor(shareOf(done, total) * plainTenths);
      const isDue = total === null ? now.elapsedMilliseconds - shownAt >= plainMilliseconds : tenth > shownTenth;
      if (!isDue) return;
      shownTenth = tenth;
      shownAt = now.elapsedMilliseconds;
      output.progress(plainText(now));
    },
    end(text) {
      if (text !== undefined) output.progress(`${what}: ${text}`);
    },
  };
}

/** Remembers the figures, and tells them with the time that has passed. */
function startMoment(options: ProgressOptions): { change(done: number, text?: string): void; now(): Moment } {
  const startedAt = performance.now();
  let kept = { done: 0, text: '' };
  return {
    change: (done, text = kept.text) => void (kept = { done, text }),
    now: () => ({ ...options, ...kept, elapsedMilliseconds: performance.now() - startedAt }),
  };
}
