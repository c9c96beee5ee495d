/** The pairs of process and moment that matter, packed into as few runs as their order allows. */

import type { Moment } from './killer.js';
import type { PlannedKill } from './planned.js';
import type { Target } from './processes.js';
import { byHand, faulty, release, type Scenario } from './scenarios.js';

export interface PlannedRun {
  readonly scenario: Scenario;
  readonly kills: readonly PlannedKill[];
}

type When = (moment: Moment) => boolean;

const inStage =
  (stage: string): When =>
  (moment) =>
    moment.stage === stage;
/** After the first checkpoint, so that there is something to resume from. */
const midTraining: When = (moment) => moment.stage === 'train' && moment.checkpoint > 0;
const atWeight =
  (percent: number): When =>
  (moment) =>
    moment.weightPercent === percent;
const afterLook =
  (percent: number): When =>
  (moment) =>
    moment.weightPercent === percent && moment.looks > 0;
const asked: When = (moment) => moment.acted;

const kill = (target: Target, when: string, isNow: When): PlannedKill => ({ target, when, isNow });

export const plannedRuns: readonly PlannedRun[] = [
  {
    scenario: release,
    kills: [
      kill('temporal', 'as validation begins', inStage('validate')),
      kill('trainer', 'in the middle of training', midTraining),
      kill('packaging', 'in the middle of packaging', inStage('package')),
      kill('staging', 'in the middle of evaluation', inStage('evaluate')),
      kill('inference', 'in the middle of a watch', inStage('watch')),
    ],
  },
  {
    scenario: release,
    kills: [
      kill('worker', 'in the middle of training', midTraining),
      kill('worker', 'in the middle of packaging', inStage('package')),
      kill('gateway', 'at the start of a canary', atWeight(20)),
      kill('worker', 'at a promotion', atWeight(50)),
      kill('temporal', 'in the middle of a watch', inStage('watch')),
    ],
  },
  {
    scenario: release,
    kills: [
      kill('temporal', 'in the middle of training', midTraining),
      kill('temporal', 'in the middle of packaging', inStage('package')),
      kill('worker', 'in the middle of evaluation', inStage('evaluate')),
      kill('runtime', 'while staging', inStage('stage')),
      kill('gateway', 'at a promotion', atWeight(50)),
      kill('worker', 'in the middle of a watch', inStage('watch')),
    ],
  },
  {
    scenario: release,
    kills: [
      kill('worker', 'as validation begins', inStage('validate')),
      kill('temporal', 'in the middle of evaluation', inStage('evaluate')),
      kill('worker', 'after a look', afterLook(20)),
      kill('temporal', 'at a promotion', atWeight(50)),
      kill('gateway', 'in the middle of a watch', inStage('watch')),
    ],
  },
  {
    scenario: byHand,
    kills: [kill('runtime', 'in the middle of a canary', afterLook(20)), kill('worker', 'in the middle of a rollback', asked)],
  },
  { scenario: byHand, kills: [kill('gateway', 'in the middle of a rollback', asked)] },
  { scenario: byHand, kills: [kill('temporal', 'in the middle of a rollback', asked)] },
  { scenario: byHand, kills: [kill('runtime', 'in the middle of a rollback', asked)] },
  {
    scenario: faulty,
    kills: [kill('gateway', 'at the start of a canary', atWeight(20)), kill('worker', 'in the middle of a canary', afterLook(20))],
  },
];
