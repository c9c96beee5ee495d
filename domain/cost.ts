/** What a run cost, from the times of its stages and the prices in the pipeline file: an estimate for people, never a reason to decide anything. */

import type { Stage, StageTime } from './run-state.js';

/** Prices of one machine for one hour; 0 where nobody pays for it. */
export interface CostRates {
  /** ISO 4217, such as EUR. */
  readonly currency: string;
  readonly gpuHour: number;
  readonly cpuHour: number;
}

export interface StageCost {
  readonly name: Stage;
  readonly hours: number;
  /** In the currency, not rounded. */
  readonly amount: number;
}

export interface RunCost {
  readonly currency: string;
  /** One for each stage of the run, in order. */
  readonly stages: readonly StageCost[];
  readonly total: number;
}

type Machine = 'training' | 'cpu' | 'none';

/**
 * Who works in a stage. Nobody does while a person is waited for or while traffic is looked at: a look takes milliseconds, and the serving
 * hosts, on which a candidate is staged beside the champion, are paid for whether a run goes on or not.
 */
const machines: { readonly [Name in Stage]: Machine } = {
  validate: 'cpu',
  train: 'training',
  package: 'cpu',
  evaluate: 'cpu',
  gate: 'cpu',
  approve: 'none',
  register: 'cpu',
  stage: 'none',
  canary: 'none',
  watch: 'none',
};

/** Wall-clock time of each stage, waiting for a worker included, on one machine. Training on a queue named `cpu` costs what a CPU does; on any other, what a GPU does. */
export function costOfRun(stages: readonly StageTime[], rates: CostRates, trainingQueue: string): RunCost {
  const hourOf = (machine: Machine): number => {
    if (machine === 'none') return 0;
    return machine === 'cpu' || trainingQueue === 'cpu' ? rates.cpuHour : rates.gpuHour;
  };
  const costs = stages.map(({ name, startedAt, endedAt }) => {
    // A clock that was set back gives nothing back.
    const hours = Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) / 3_600_000;
    return { name, hours, amount: hours * hourOf(machines[name]) };
  });
  return { currency: rates.currency, stages: costs, total: costs.reduce((sum, { amount }) => sum + amount, 0) };
}
