/** What a build of a dataset reports: every line accounted for, every check with its figures, and the pictures' numbers. Written as `report.json`. */

import type { VerdictOutcome } from '../../domain/verdict.js';
import type { Check } from '../check.js';
import type { DatasetPolicy } from '../policy.js';

/** read = accepted + quarantined + exactDuplicates + normalisedDuplicates + nearDuplicates + filtered + blank, per file and in all. */
export interface LineCounts {
  readonly read: number;
  readonly accepted: number;
  readonly quarantined: number;
  readonly exactDuplicates: number;
  readonly normalisedDuplicates: number;
  readonly nearDuplicates: number;
  readonly filtered: number;
  readonly blank: number;
}

export type DatasetOutcomeName = 'accepted' | 'needs-review' | 'skipped' | 'rejected';

export interface DatasetReport {
  /** Null outside of a pipeline. */
  readonly model: string | null;
  /** Null where nothing new was accepted. It may be used only when the outcome is `accepted`, or `needs-review` and a person agreed. */
  readonly version: string | null;
  readonly parent: string | null;
  readonly outcome: DatasetOutcomeName;
  /** The worst of the blocking checks. */
  readonly verdict: VerdictOutcome;
  /** One or two sentences, for people. */
  readonly reason: string;
  readonly counts: LineCounts;
  readonly training: TrainingSet;
  readonly checks: readonly Check[];
  readonly files: readonly ReportedFile[];
  readonly policy: DatasetPolicy;
  /** How equality and similarity are computed, so that anybody can do it again. */
  readonly definitions: readonly string[];
  /** What was changed in accepted records or taken out, by the policy: `12 e-mail addresses replaced`. */
  readonly transformations: readonly string[];
  /** Existing training set and new batch, by label, length and so on; what the plots are drawn from. */
  readonly distributions: readonly Distribution[];
  readonly clusters: readonly DuplicateCluster[];
  /** Rows; null when the batch was not divided. Anchor: held out in earlier versions, null without a parent. */
  readonly splits: { readonly train: number; readonly validation: number; readonly heldOut: number; readonly anchor: number | null } | null;
  /** What nothing protects against, in sentences. */
  readonly unprotected: readonly string[];
}

/** Accepted examples: the parent's, and what came to them. total = existing + new - removed. */
export interface TrainingSet {
  readonly existing: number;
  readonly new: number;
  /** Of the existing: asked by a suite now. */
  readonly removed: number;
  readonly total: number;
}

export interface ReportedFile {
  /** As it was named. */
  readonly file: string;
  /** VersionId or ETag in S3, digest of the bytes of a local file: what exactly was read. */
  readonly pin: string;
  readonly bytes: number;
  readonly schema: string | null;
  readonly counts: LineCounts;
}

export interface Distribution {
  readonly name: 'labels' | 'length' | 'roles' | 'tools' | 'sources' | 'quality';
  /** In the order to be drawn: labels by count, buckets by size. */
  readonly bins: readonly { readonly bin: string; readonly existing: number; readonly new: number }[];
  /** Kinds that are in no bin, and how many examples have them; absent where all kinds are in the bins. */
  readonly beyond?: { readonly kinds: number; readonly existing: number; readonly new: number };
}

/** Records that hang together by duplicates, the kept leader named. The largest only. */
export interface DuplicateCluster {
  readonly leaderFile: string;
  readonly leaderLine: number;
  readonly size: number;
}
