/** An evaluation in short, for the record of a version: right answers of each suite, beside the champion's. */

import type { Evidence, SuiteResult } from '../evaluation/results.js';
import type { Score } from '../registry/manifest.js';

/** In the order in which they were measured. A champion's result counts only where it answered the very same suite. */
export function scoresOf({ candidate, champion }: Evidence): Score[] {
  return Object.values(candidate.suites).map((result) => {
    const rival = champion?.suites[result.suite];
    const championCorrect = rival?.suiteSha256 === result.suiteSha256 ? correctOf(rival) : null;
    return { suite: result.suite, items: result.items.length, correct: correctOf(result), championCorrect };
  });
}

function correctOf({ items }: SuiteResult): number {
  return items.filter((item) => item.correct).length;
}
