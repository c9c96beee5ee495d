/** What every candidate goes through before it may be released, trained in this run or made before: measured, judged, and shown to a person where that is asked for. */

import type { RunContext } from '../activities/interface.js';
import type { DatasetRef, ModelArtifact } from '../domain/artifact.js';
import { evaluateModel, judgeGates } from './activity-options.js';
import { awaitApproval, nobodyAsked } from './approval.js';
import type { ApprovalDesk } from './approval-desk.js';
import type { Champion } from './contract.js';
import type { Findings } from './findings.js';
import type { RunStory } from './run-story.js';

type Approval = Awaited<ReturnType<typeof awaitApproval>>;
type Question = Parameters<typeof awaitApproval>[0];

export interface Judgement extends Approval {
  /** Passed its gates, and nobody who was asked is against it. */
  readonly accepted: boolean;
  /** What the gates said. */
  readonly reason: string;
  readonly evidence: NonNullable<Findings['evidence']>;
}

export async function judgeCandidate(
  context: RunContext,
  candidate: {
    readonly artifact: ModelArtifact;
    /** Null when nobody has held-out rows to ask it. */
    readonly dataset: DatasetRef | null;
    readonly champion: Champion | null;
    readonly packaged: Question['packaged'];
    readonly made?: NonNullable<Question['made']>;
  },
  told: { readonly story: RunStory; readonly desk: ApprovalDesk; readonly findings: Findings },
): Promise<Judgement> {
  const { story, desk, findings } = told;
  const { artifact, dataset, champion, ...asked } = candidate;
  const { evidence, summary } = await evaluateModel({ ...context, dataset, candidate: artifact, champion });
  findings.evidence = evidence;

  story.enter('gate', summary);
  const { decision, reason, verdicts } = await judgeGates({ ...context, evidence });
  findings.verdicts = verdicts;
  story.judged(verdicts, evidence.sha256);
  const passed = decision === 'promote';
  const answer = passed ? await awaitApproval({ story, desk, champion, context, ...asked }) : nobodyAsked;
  return { ...answer, accepted: passed && answer.ending === null, reason, evidence };
}
