/** Slipway's search attributes as typed keys; their names are in `contract.ts`. */

import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

export const modelAttribute = defineSearchAttributeKey('Model', SearchAttributeType.KEYWORD);
export const triggerAttribute = defineSearchAttributeKey('Trigger', SearchAttributeType.KEYWORD);
export const stageAttribute = defineSearchAttributeKey('RunStage', SearchAttributeType.KEYWORD);
export const outcomeAttribute = defineSearchAttributeKey('Outcome', SearchAttributeType.KEYWORD);
export const versionAttribute = defineSearchAttributeKey('CandidateVersion', SearchAttributeType.KEYWORD);
