/** The bins of a distribution as shares of their own set, existing and new. */

import type { DatasetReport, Distribution } from '../../dataset/stage/report.js';
import { numberText, shareText } from '../page/words.js';

export interface Share {
  readonly name: string;
  readonly countBefore: number;
  readonly countNow: number;
  /** 0 to 1; null where there is no existing set. */
  readonly before: number | null;
  readonly now: number;
}

/** In the order of the bins. */
export function sharesOf({ bins, beyond }: Distribution, hasParent: boolean): Share[] {
  const existing = bins.reduce((sum, bin) => sum + bin.existing, beyond?.existing ?? 0);
  const fresh = bins.reduce((sum, bin) => sum + bin.new, beyond?.new ?? 0);
  return bins.map((bin) => ({
    name: bin.bin,
    countBefore: bin.existing,
    countNow: bin.new,
    before: hasParent ? bin.existing / Math.max(1, existing) : null,
    now: bin.new / Math.max(1, fresh),
  }));
}

/** Undefined where no example has anything of the kind. */
export function distributionOf({ distributions }: DatasetReport, name: Distribution['name']): Distribution | undefined {
  return distributions.find((each) => each.name === name && each.bins.some((bin) => bin.existing + bin.new > 0));
}

/** What the bins leave out, as a sentence that follows another; empty where they leave out nothing. */
export function leftOut({ beyond }: Distribution, kinds: string): string {
  if (beyond === undefined) return '';
  return ` ${numberText(beyond.kinds)} rarer ${kinds} are not listed; ${numberText(beyond.existing + beyond.new)} examples have them.`;
}

/** `21 (3.1 %)`. */
export function countAndShare(count: number, share: number): string {
  return `${numberText(count)} (${shareText(share)})`;
}
