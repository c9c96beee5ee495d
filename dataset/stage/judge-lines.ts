/** Checks of what became of the lines: enough that is new, few enough that are broken, and none lost. */

import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { countText } from '../../domain/figures.js';
import { checkOf, samplesPerCode, type Check, type Sample } from '../check.js';
import type { DatasetPolicy } from '../policy.js';
import { unaccounted } from './accounting.js';
import { cutText, percentOf } from './check-parts.js';
import type { QuarantineRow } from './quarantine.js';
import type { LineCounts, TrainingSet } from './report.js';

/** Enough of the quarantine to find samples of every code in it. */
const sampledBytes = 4 * 1024 * 1024;

export function judgeVolume(training: TrainingSet, policy: DatasetPolicy): Check {
  // Without anything new there is no new version, even with a minimum of 0.
  const limit = Math.max(1, policy.minimumNewExamples);
  const enough = training.new >= limit;
  return checkOf('volume', {
    verdict: enough ? 'pass' : 'fail',
    severity: 'block',
    observed: training.new,
    limit,
    count: training.new,
    reason: enough
      ? `${countText(training.new, 'new example')}; ${training.total} in the training set with the ${training.existing} existing ones.`
      : `${countText(training.new, 'new example')}, expected at least ${limit}: ${limit - training.new} too few. The next run counts them again.`,
    samples: [],
    evidence: null,
  });
}

export function judgeFormat(
  counts: LineCounts,
  byCode: ReadonlyMap<string, number>,
  { folder, maxQuarantinePercent }: { readonly folder: string; readonly maxQuarantinePercent: number },
): Check {
  const written = counts.read - counts.blank;
  const observed = percentOf(counts.quarantined, written);
  // Not by the rounded figure: one line over the limit is over it.
  const passes = written > 0 && counts.quarantined * 100 <= maxQuarantinePercent * written;
  const codes = [...byCode].map(([code, lines]) => `${lines} ${code}`).join(', ');
  return checkOf('format', {
    verdict: passes ? 'pass' : 'fail',
    severity: 'block',
    observed: written === 0 ? null : observed,
    limit: maxQuarantinePercent,
    count: counts.quarantined,
    reason:
      written === 0
        ? 'There is no line to read.'
        : counts.quarantined === 0
          ? `${written === 1 ? 'The one line is a whole example' : `All ${written} lines are whole examples`}.`
          : `${counts.quarantined} of ${countText(written, 'line')} (${observed} %) are no examples: ${codes}.`,
    samples: sampleQuarantine(join(folder, 'quarantine.jsonl')),
    evidence: 'quarantine.jsonl',
  });
}

export function judgeAccounting(perFile: Iterable<{ readonly file: string; readonly counts: LineCounts }>): Check {
  const wrong = [...perFile].filter(({ counts }) => unaccounted(counts) !== 0);
  return checkOf('accounting', {
    verdict: wrong.length === 0 ? 'pass' : 'fail',
    severity: 'block',
    observed: wrong.reduce((sum, { counts }) => sum + Math.abs(unaccounted(counts)), 0),
    limit: 0,
    count: wrong.length,
    reason:
      wrong.length === 0
        ? 'Every line that was read is in exactly one place.'
        : `Lines of ${wrong.map(({ file }) => file).join(', ')} are not accounted for. This is a bug of Slipway; report it.`,
    samples: [],
    evidence: null,
  });
}

/** Codes of the file's beginning; the evidence has all. */
function sampleQuarantine(path: string): Sample[] {
  const byCode = new Map<string, number>();
  const samples: Sample[] = [];
  for (const { code, file, line, pointer, message } of beginningOf(path)) {
    const seen = byCode.get(code) ?? 0;
    byCode.set(code, seen + 1);
    if (seen < samplesPerCode) samples.push({ code, file, line, text: cutText(pointer === '' ? message : `${pointer}: ${message}`) });
  }
  return samples;
}

function beginningOf(path: string): QuarantineRow[] {
  const buffer = Buffer.alloc(sampledBytes);
  const handle = openSync(path, 'r');
  try {
    const read = readSync(handle, buffer, 0, sampledBytes, 0);
    const end = buffer.subarray(0, read).lastIndexOf(0x0a);
    const text = buffer.subarray(0, Math.max(0, end)).toString();
    return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as QuarantineRow);
  } finally {
    closeSync(handle);
  }
}
