/** Pages of reports on data as documents, and their texts. */

import { parseHTML } from 'linkedom';
import { expect } from 'vitest';
import type { DatasetReport } from '../../../dataset/stage/report.js';
import { renderDataset } from '../../../reports/dataset/page.js';
import { aRejectedReport, someCounts } from '../../support/dataset-reports.js';

export const sha256 = 'c0ffee'.padEnd(64, '0');

export function documentOf(report: DatasetReport, kept: string | null = sha256): Document {
  return parseHTML(renderDataset(report, kept)).document;
}

/** Of a section, or of the first screen; with the units' fixed spaces as plain ones. */
export function textIn(page: Document, place: string): string {
  const element = page.querySelector(place);
  expect(element, place).not.toBeNull();
  return (element?.textContent ?? '').replaceAll('\u00a0', ' ');
}

/** Nothing was accepted, and there was nothing before. */
export const nothing = aRejectedReport({
  model: null,
  parent: null,
  counts: {
    ...someCounts,
    read: 3,
    accepted: 0,
    quarantined: 3,
    exactDuplicates: 0,
    normalisedDuplicates: 0,
    nearDuplicates: 0,
    filtered: 0,
    blank: 0,
  },
  training: { existing: 0, new: 0, removed: 0, total: 0 },
  distributions: [{ name: 'quality', bins: Array.from({ length: 10 }, (_, bin) => ({ bin: `${bin}`, existing: 0, new: 0 })) }],
  files: [],
  transformations: [],
});
