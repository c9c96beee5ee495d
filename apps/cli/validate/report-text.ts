/** The report of a dataset build for people: what became of every line, in a few lines of text. */

import { z } from 'zod';
import { readLines } from '../../../dataset/lines.js';
import type { DatasetReport } from '../../../dataset/report.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { entry, indent } from '../entry.js';
import { plainText } from '../screen/layout.js';

const quarantinedLine = z.object({ source: z.string(), line: z.number(), reason: z.string(), detail: z.string() });

export type QuarantinedLine = z.infer<typeof quarantinedLine>;

/** As many as help to find the fault; what stands in the lines is not shown. */
const shownLines = 5;
const shownLabels = 20;

export function datasetLines(report: DatasetReport, quarantined: readonly QuarantinedLine[]): string[] {
  const { counts, splits, quarantine } = report;
  const reasons = Object.entries(quarantine.byReason).map(([reason, lines]) => `${lines} ${reason}`);
  const places = `${counts.newExamples} examples, ${counts.duplicates} repeated, ${counts.inSuites ?? 0} kept for suites, ${counts.quarantined} left out, ${counts.blank} blank`;
  return [
    `${report.model}: ${report.outcome}: ${report.reason}`,
    ...entry('lines', `${counts.lines}: ${places}`),
    ...entry('splits', splits === null ? '' : `${splits.train} train, ${splits.validation} validation, ${splits.heldOut} held out`),
    ...entry('labels', labelText(report.labels)),
    ...entry('left out', reasons.join(', ')),
    // Whole, whatever the width: a path that is cut leads nowhere.
    ...quarantined.map(({ source, line, reason, detail }) => `${indent}${source}:${line} ${reason}: ${plainText(detail)}`),
    ...report.unprotected.flatMap((sentence, index) => entry(index === 0 ? 'unguarded' : '', sentence)),
  ];
}

/** The first lines of the quarantine; `path` is where they are put for reading. */
export async function firstQuarantined(store: ObjectStore, report: DatasetReport, path: string): Promise<QuarantinedLine[]> {
  const { file } = report.quarantine;
  if (file === null) return [];
  await store.readToFile(file.key, path);
  // Far above the 4 KiB of a source's line that it keeps, in JSON.
  for await (const lines of readLines(path, 64 * 1024)) {
    return lines.slice(0, shownLines).map((line) => quarantinedLine.parse(JSON.parse(line.bytes.toString())));
  }
  return [];
}

function labelText(labels: DatasetReport['labels']): string {
  const sorted = Object.entries(labels?.new ?? {}).toSorted(([, left], [, right]) => right - left);
  const more = sorted.length - shownLabels;
  const shown = sorted.slice(0, shownLabels).map(([label, rows]) => `${label} ${rows}`);
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
