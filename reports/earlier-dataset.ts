/** Reports on data that the first releases kept: they had no checks. What they counted is told as it was. */

import { z } from 'zod';
import type { DatasetReport } from '../dataset/stage/report.js';

export interface EarlierDatasetReport {
  readonly recordedBy: 'an earlier release';
  readonly outcome: string;
  readonly reason: string;
  readonly parent: string | null;
  /** By the names that they had. */
  readonly counts: Readonly<Record<string, number>>;
  /** Of the quarantined lines. */
  readonly byReason: Readonly<Record<string, number>>;
  readonly splits: DatasetReport['splits'];
  readonly unprotected: readonly string[];
}

const count = z.int().nonnegative();

const earlier = z.object({
  outcome: z.string(),
  reason: z.string(),
  parent: z.string().nullable(),
  counts: z.record(z.string(), count),
  quarantine: z.object({ byReason: z.record(z.string(), count) }),
  splits: z.object({ train: count, validation: count, heldOut: count, anchor: count.nullable() }).nullable(),
  unprotected: z.array(z.string()),
});

/** Of bytes whose digest is known, so today's shape is believed. Throws for what no release of Slipway wrote. */
export function parseDatasetReport(json: unknown): DatasetReport | EarlierDatasetReport {
  if (typeof json === 'object' && json !== null && 'checks' in json && Array.isArray(json.checks)) return json as DatasetReport;
  const parsed = earlier.safeParse(json);
  if (!parsed.success) throw new Error('it is no report on data of this version of Slipway, nor of an earlier one');
  const { quarantine, ...rest } = parsed.data;
  return { recordedBy: 'an earlier release', ...rest, byReason: quarantine.byReason };
}

export function isEarlier(report: DatasetReport | EarlierDatasetReport): report is EarlierDatasetReport {
  return 'recordedBy' in report;
}
