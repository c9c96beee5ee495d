/** What a run shows while it is told: stages with their times, verdicts, search attributes and the Markdown of the Web UI. */

import { CancellationScope, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { ChatTemplateChange } from '../domain/chat-template.js';
import type { DataReview, RunOutcome, Stage, StageTime } from '../domain/run-state.js';
import type { Verdict } from '../domain/verdict.js';
import type { PipelineRunInput } from './pipeline-run.js';
import type { RolloutState, RunState } from './contract.js';
import { runDetails } from './run-details.js';
import { outcomeAttribute, stageAttribute, versionAttribute } from './search-attributes.js';

export interface RunStory {
  state(): RunState;
  /** Ends the stage before and starts this one. */
  enter(stage: Stage, progress: string): void;
  note(progress: string): void;
  judged(verdicts: readonly Verdict[], evidenceSha256: string): void;
  dataReviewed(review: DataReview): void;
  chatTemplateChanged(change: ChatTemplateChange): void;
  registered(version: string): void;
  rolledOut(rollout: RolloutState): void;
  end(outcome: RunOutcome, reason: string): void;
}

export function createRunStory(input: PipelineRunInput): RunStory {
  let state: RunState = {
    model: input.model,
    runId: input.runId,
    stage: input.promoted === undefined ? 'validate' : 'evaluate',
    progress: 'starting',
    stages: [],
    verdicts: [],
    version: null,
    outcome: null,
    evidenceSha256: null,
    rollout: null,
  };
  let open: { readonly name: Stage; readonly startedAt: string } | null = null;
  const change = (part: Partial<RunState>): void => {
    state = { ...state, ...part };
    setCurrentDetails(runDetails(state));
  };
  const closed = (): readonly StageTime[] =>
    open === null ? state.stages : [...state.stages, { ...open, endedAt: new Date().toISOString() }];

  return {
    state: () => state,
    enter(stage, progress) {
      // The activity in flight may be done all the same: the run was cancelled in its stage and comes to no other.
      if (CancellationScope.current().consideredCancelled) return;
      const stages = closed();
      open = { name: stage, startedAt: new Date().toISOString() };
      upsertSearchAttributes([{ key: stageAttribute, value: stage }]);
      change({ stage, stages, progress });
    },
    note: (progress) => change({ progress }),
    judged: (verdicts, evidenceSha256) => change({ verdicts, evidenceSha256 }),
    dataReviewed: (dataReview) => change({ dataReview }),
    chatTemplateChanged: (chatTemplateChange) => change({ chatTemplateChange }),
    registered(version) {
      upsertSearchAttributes([{ key: versionAttribute, value: version }]);
      change({ version });
    },
    rolledOut(rollout) {
      // The rollout is a child with stages of its own; the run's list follows it.
      if (open?.name !== rollout.stage) this.enter(rollout.stage, '');
      change({ rollout, progress: `${rollout.version} at ${rollout.weightPercent} %, ${rollout.looks} looks` });
    },
    end(outcome, reason) {
      const stages = closed();
      open = null;
      upsertSearchAttributes([
        { key: stageAttribute, value: 'ended' },
        { key: outcomeAttribute, value: outcome },
      ]);
      change({ stage: 'ended', stages, outcome, progress: reason });
    },
  };
}
