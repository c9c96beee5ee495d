/** What a release may go through while processes die: each scenario with what it does to the run, and the only outcomes that it may have. */

import type { Releases } from '../../../client/releases.js';
import type { RunOutcome } from '../../../domain/run-state.js';
import { modelRefOf } from '../../../domain/model-version.js';
import type { Stack } from '../../../apps/local/stack.js';
import { demoModel as model } from '../../../apps/local/demo/files.js';
import type { RunState } from '../../../workflows/contract.js';
import type { RapidFiles } from '../../support/rapid-release.js';

export interface Act {
  readonly stack: Stack;
  readonly files: RapidFiles;
  /** Version that serves when the run begins; null before the first release. */
  readonly champion: string | null;
  /** Name that this run's version will have, if it gets one. */
  readonly candidate: string;
}

export interface Scenario {
  readonly name: string;
  readonly expected: RunOutcome;
  before(act: Act): Promise<void>;
  /** Called with each state that is seen, often the same one; true once it has done what it is for. */
  during(act: Act, state: RunState): Promise<boolean>;
  after(act: Act): Promise<void>;
}

const nothing = async (): Promise<void> => undefined;
const done = async (): Promise<boolean> => true;

export const release: Scenario = { name: 'release', expected: 'released', before: nothing, during: done, after: nothing };

const rejected: Scenario = {
  name: 'fails a gate',
  expected: 'rejected',
  before: ({ files }) => files.setGates('strict'),
  during: done,
  after: ({ files }) => files.setGates('lenient'),
};

export const faulty: Scenario = {
  name: 'fails live',
  expected: 'rolled-back',
  async before({ stack, candidate }) {
    stack.faults?.setFault(modelRefOf(model, candidate));
    stack.faults?.enable(true);
  },
  during: done,
  async after({ stack }) {
    stack.faults?.enable(false);
    stack.faults?.setFault(null);
  },
};

export const byHand: Scenario = {
  name: 'rolled back by hand',
  expected: 'rolled-back',
  before: nothing,
  async during({ stack, champion }, { rollout }) {
    if (champion === null || rollout === null || rollout.weightPercent < 50) return false;
    return isAdmitted(stack.releases, champion);
  },
  after: nothing,
};

const cancelledIn = (stage: RunState['stage']): Scenario => ({
  name: `cancelled in ${stage}`,
  expected: 'cancelled',
  before: nothing,
  async during({ stack }, state) {
    if (state.stage !== stage) return false;
    await stack.releases.cancelRun(model, state.runId);
    return true;
  },
  after: nothing,
});

const others: readonly Scenario[] = [
  rejected,
  faulty,
  byHand,
  ...(['train', 'package', 'evaluate', 'canary', 'watch'] as const).map(cancelledIn),
];

/** Every second one is a plain release, the others in turn. */
export function scenarioOf(index: number): Scenario {
  if (index % 2 === 0) return release;
  return others[((index - 1) / 2) % others.length] ?? release;
}

async function isAdmitted(releases: Releases, to: string): Promise<boolean> {
  const answer = await releases.requestRollback(model, { to, reason: 'asked for in the middle of a canary', identity: 'proof' });
  return answer.admitted;
}
