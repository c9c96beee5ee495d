/** Evidence for gates, built from the few figures that a test is about. */

import type { Evidence, ItemResult, Measurements, SuiteName, SuiteResult } from '../../evaluation/results.js';

const digestOf = { candidate: 'c'.repeat(64), champion: 'a'.repeat(64) };

interface Subject {
  readonly bytes?: number;
  /** Per suite a string of marks, an item each: `+` right, `-` wrong. */
  readonly suites?: Readonly<Partial<Record<SuiteName, string>>>;
  readonly milliseconds?: readonly number[];
}

export function anEvidence(candidate: Subject, champion: Subject | null): Evidence {
  return { candidate: measured('candidate', candidate), champion: champion === null ? null : measured('champion', champion) };
}

/** `times('+', 90) + times('-', 10)`: ninety right, ten wrong. */
export function times(mark: '+' | '-', count: number): string {
  return mark.repeat(count);
}

function measured(who: keyof typeof digestOf, { bytes = 2_000_000, suites = {}, milliseconds }: Subject): Measurements {
  const ggufSha256 = digestOf[who];
  const results: Partial<Record<SuiteName, SuiteResult>> = {};
  for (const name of ['anchor', 'heldOut', 'regression', 'safety'] as const) {
    const marks = suites[name];
    if (marks !== undefined) results[name] = { suite: name, suiteSha256: name, ggufSha256, items: itemsOf(marks) };
  }
  return { ggufSha256, bytes, suites: results, ...(milliseconds === undefined ? {} : { latency: { ggufSha256, milliseconds } }) };
}

function itemsOf(marks: string): ItemResult[] {
  return marks.split('').map((mark, index) => ({ id: `item-${index + 1}`, correct: mark === '+', milliseconds: 5 }));
}
