/** What a rollout shows while it lasts, to the Web UI and to its run: weight, looks, verdicts and the next timer. */

import { CancellationScope, getExternalWorkflowHandle, log, setCurrentDetails } from '@temporalio/workflow';
import type { Verdict, VerdictOutcome } from '../domain/verdict.js';
import { rolloutProgressed, runWorkflowId, type RolloutState } from './contract.js';
import { rolloutDetails } from './run-details.js';
import type { RolloutInput } from './rollout.js';

export interface RolloutStory {
  weight(stage: RolloutState['stage'], weightPercent: number): void;
  waiting(milliseconds: number, extended: boolean): void;
  looked(looks: number, outcome: VerdictOutcome, verdicts: readonly Verdict[]): void;
  ended(outcome: string): void;
  state(): RolloutState;
  /** Reasons of the latest look's verdicts that did not pass. */
  failures(): string;
}

export function createRolloutStory(input: RolloutInput): RolloutStory {
  let state: RolloutState = {
    stage: 'stage',
    version: input.candidate.version,
    weightPercent: 0,
    looks: 0,
    lastOutcome: null,
    verdicts: [],
    nextTimerAt: null,
    extended: false,
  };
  const show = (part: Partial<RolloutState>): void => {
    state = { ...state, ...part };
    setCurrentDetails(rolloutDetails(state));
  };
  // Told on changes of weight and outcome only (the end is in the result): a signal for each look would double the run's history for nothing.
  const tellRun = (): void => {
    const told = getExternalWorkflowHandle(runWorkflowId(input.model, input.runId)).signal(rolloutProgressed, state);
    // A run that was terminated cannot be told; the rollout's own details still tell everything.
    void told.catch((error: unknown) => log.warn('the run could not be told of its rollout', { error: String(error) }));
  };
  return {
    weight(stage, weightPercent) {
      // A step that was interrupted may be done all the same, and the promotion goes no further.
      if (CancellationScope.current().consideredCancelled) return;
      show({ stage, weightPercent, nextTimerAt: null, extended: false });
      tellRun();
    },
    waiting(milliseconds, extended) {
      show({ nextTimerAt: new Date(Date.now() + milliseconds).toISOString(), extended });
    },
    looked(looks, lastOutcome, verdicts) {
      const changed = lastOutcome !== state.lastOutcome;
      show({ looks, lastOutcome, verdicts, nextTimerAt: null });
      if (changed) tellRun();
    },
    ended(outcome) {
      show({ nextTimerAt: null });
      setCurrentDetails(`Ended **${outcome}**\n\n${rolloutDetails(state)}`);
    },
    state: () => state,
    failures() {
      const reasons = state.verdicts.filter((verdict) => verdict.verdict !== 'pass').map((verdict) => `${verdict.gate}: ${verdict.reason}`);
      return reasons.length === 0 ? 'no monitor failed at this look' : reasons.join('; ');
    },
  };
}
