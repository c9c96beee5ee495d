/** Every line that was read ends in exactly one of six places; a build whose books do not balance is not believed. */

export interface RowCounts {
  readonly lines: number;
  readonly blank: number;
  readonly quarantined: number;
  /** Asked in a suite: never trained on, or the suite would measure memory. */
  readonly inSuites: number;
  /** Repeats of an example of the same build. */
  readonly duplicates: number;
  readonly alreadyInParent: number;
  readonly newExamples: number;
}

export type LineFate = Exclude<keyof RowCounts, 'lines'>;

export function sumCounts(parts: readonly RowCounts[]): RowCounts {
  const total: Record<keyof RowCounts, number> = { ...noCounts };
  for (const part of parts) for (const name of countNames) total[name] += part[name];
  return total;
}

export const noCounts: RowCounts = { lines: 0, blank: 0, quarantined: 0, inSuites: 0, duplicates: 0, alreadyInParent: 0, newExamples: 0 };
const countNames = ['lines', 'blank', 'quarantined', 'inSuites', 'duplicates', 'alreadyInParent', 'newExamples'] as const;

/** Throws unless lines = blank + quarantined + inSuites + duplicates + alreadyInParent + newExamples. A failure is a bug, not bad data. */
export function assertAccounting(counts: RowCounts, source: string): void {
  const placed = counts.blank + counts.quarantined + counts.inSuites + counts.duplicates + counts.alreadyInParent + counts.newExamples;
  if (placed !== counts.lines)
    throw new Error(`Lost count of ${source}: ${counts.lines} lines were read and ${placed} accounted for. Report this bug.`);
}
