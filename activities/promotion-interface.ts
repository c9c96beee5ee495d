/** The verbs of releasing a version that exists already, as types. */

import type { ModelArtifact } from '../domain/artifact.js';
import type { PromotedVersion } from '../workflows/contract.js';
import type { ApprovalRecord, RunContext } from './interface.js';

export interface PromotionActivities {
  /** The version as its records have it, or why it may not be released. */
  resolvePromotion(question: {
    readonly model: string;
    readonly version: string;
  }): Promise<{ readonly promoted: PromotedVersion } | { readonly refused: string }>;
  /** Writes the approval into the audit and, once the version is accepted, puts it at the head of staging. Idempotent on the run. */
  recordPromotion(
    question: Omit<RunContext, 'resolved'> & {
      readonly version: string;
      readonly artifact: ModelArtifact;
      readonly accepted: boolean;
      readonly reason: string;
      /** Null when nobody was asked. */
      readonly approval: ApprovalRecord | null;
    },
  ): Promise<void>;
}
