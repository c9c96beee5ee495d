import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generateTickets } from '../../../apps/local/example-tickets.js';
import type { SuiteText } from '../../../dataset/contamination/suite-text.js';
import type { Example } from '../../../dataset/example.js';
import { lookFor, message } from './corpus.js';

const suiteFile = 'configs/suites/support-triage/regression.jsonl';

/** Templated rows share long runs with each other by template: the df filter has to tell that from copying, in small sets too. */
describe('contamination among example tickets', () => {
  it.each([200, 600, 2000])('is none between %i tickets and the suite of the demo', (count) => {
    const suites = readFileSync(suiteFile, 'utf8')
      .trim()
      .split('\n')
      .map((line, index): SuiteText => {
        const { id, messages, expected } = JSON.parse(line) as { id: string; messages: SuiteText['messages']; expected: string };
        return { suite: suiteFile, item: id, line: index + 1, messages: [...messages, message('assistant', expected)] };
      });
    const hits = lookFor(suites, tickets(1, count));
    expect(hits.flat()).toEqual([]);
  });

  it('is at most a row in a thousand between 600 tickets and 20 of them as a suite, and then half of an item or more', () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const hits = seeds.flatMap((seed) => {
      const rows = tickets(seed, 600);
      const suites = rows.slice(0, 20).map(({ messages }, index) => ({ suite: 'own', item: String(index), line: index + 1, messages }));
      return lookFor(suites, rows.slice(20));
    });
    const contaminated = hits.filter((found) => found.some(({ isContaminated }) => isContaminated));
    console.log(`contamination, tickets against suites cut from them: ${contaminated.length} of ${hits.length} rows`);
    expect(contaminated.length / hits.length).toBeLessThanOrEqual(0.001);
    for (const [hit] of contaminated) expect(hit?.containment).toBeGreaterThanOrEqual(0.5);
  });
});

function tickets(seed: number, count: number): Example[] {
  return generateTickets({ seed, count, pool: 'early' }).map(({ messages }) => ({ messages }));
}
