/** The stage in which a person may be asked. Needed by policy or by another chat template, bound to the digest of the evidence seen, and over at its deadline. */

import { patched } from '@temporalio/workflow';
import type { ApprovalRecord, PackagedModel, RunContext } from '../activities/interface.js';
import { chatTemplateDigest, type ChatTemplateChange } from '../domain/chat-template.js';
import type { RunOutcome } from '../domain/run-state.js';
import type { PipelineSpec } from '../configs/spec.js';
import { diffChatTemplate } from './activity-options.js';
import { answerWithin, approvalTimeout, type ApprovalDesk } from './approval-desk.js';
import type { Champion } from './contract.js';
import type { RunStory } from './run-story.js';

export interface Asked {
  /** What was answered; null when nobody was asked. */
  readonly approval: ApprovalRecord | null;
  /** How the run ends; null when the release may go on. */
  readonly ending: { readonly outcome: RunOutcome; readonly reason: string } | null;
}

export const nobodyAsked: Asked = { approval: null, ending: null };

interface Question {
  readonly story: RunStory;
  readonly desk: ApprovalDesk;
  readonly champion: Champion | null;
  readonly packaged: Pick<PackagedModel, 'packaging'>;
  readonly context: RunContext;
  /** What an existing version was made of; without it, what the pipeline file says. */
  readonly made?: Pick<Champion, 'baseModelSha256' | 'recipeDigest'>;
}

export async function awaitApproval(question: Question): Promise<Asked> {
  const { story, desk, context } = question;
  const change = await chatTemplateChange(question);
  if (change !== null) story.chatTemplateChanged(change);
  const because = reasonsOf(question, change);
  if (because.length === 0) return nobodyAsked;
  const timeout = approvalTimeout(context);
  const shown = change === null ? '' : `; chat template: ${change.summary}`;
  story.enter('approve', `waiting for a person (${because.join(', ')}), at most ${timeout}${shown}`);
  // replay: runs that came here before this patch have told nobody.
  const told = patched('tell-of-approvals') ? `${because.join(', ')}${shown}` : null;
  const answer = await answerWithin(context, desk, { timeout, summary: 'approval deadline', waiting: 'needs-approval', reason: told });
  const asked = { because, chatTemplateDiff: change?.diff ?? null };
  if (answer === null) {
    const reason = `nobody approved within ${timeout}`;
    const evidenceSha256 = story.state().evidenceSha256 ?? '';
    const approval = { ...asked, approved: false, identity: 'slipway', reason, at: new Date().toISOString(), evidenceSha256 };
    return { approval, ending: { outcome: 'expired', reason } };
  }
  const { identity, reason, evidenceSha256 } = answer.by;
  const approval = { ...asked, approved: answer.approved, identity, reason, at: answer.at, evidenceSha256 };
  return { approval, ending: answer.approved ? null : { outcome: 'rejected', reason: `rejected by ${identity}: ${reason}` } };
}

/** Null when it is the champion's, and in a first release, which has nothing to differ from. */
async function chatTemplateChange({ champion, packaged, context }: Question): Promise<ChatTemplateChange | null> {
  // A run of an earlier release has packaged without telling the template.
  if (champion === null || packaged.packaging === undefined) return null;
  const { chatTemplate } = packaged.packaging;
  if (champion.chatTemplateSha256 === chatTemplateDigest(chatTemplate)) return null;
  // replay: runs that were judged before this patch have compared no templates.
  if (!patched('compare-chat-template')) return null;
  const { version, artifact } = champion;
  return await diffChatTemplate({ model: context.model, runId: context.runId, candidate: chatTemplate, champion: { version, artifact } });
}

type ApprovalReason = NonNullable<PipelineSpec['approval']>['when'][number];

/** Another chat template is a reason whatever the pipeline file says: it changes every prompt, and gates ask through it without seeing it. */
function reasonsOf(question: Question, change: ChatTemplateChange | null): ApprovalReason[] {
  const wanted = question.context.resolved.spec.approval?.when ?? [];
  const reasons = [...new Set<ApprovalReason>([...wanted, 'chatTemplateChanged'])];
  return reasons.filter((reason) => applies(reason, question, change));
}

function applies(reason: ApprovalReason, { champion, context, made }: Question, change: ChatTemplateChange | null): boolean {
  const { baseModelSha256, recipeDigest } = made ?? {
    baseModelSha256: context.resolved.spec.train.baseModel.sha256,
    recipeDigest: context.resolved.recipeDigest,
  };
  switch (reason) {
    case 'always':
      return true;
    case 'baseModelChanged':
      return champion !== null && differs(champion.baseModelSha256, baseModelSha256);
    case 'recipeChanged':
      return champion !== null && differs(champion.recipeDigest, recipeDigest);
    case 'chatTemplateChanged':
      return change !== null;
    default:
      throw new Error(`unknown approval reason ${String(reason satisfies never)}`);
  }
}

/** What is unknown, of something made elsewhere, cannot be shown to be the same. */
function differs(champion: string | null, candidate: string | null): boolean {
  return champion !== candidate || champion === null || champion === '';
}
