/** How far training is: steps, loss, rate and time left. */

import { durationText } from '../../../domain/duration.js';
import { shareOf } from '../progress-text.js';
import type { TrainingFacts } from './run-facts.js';

const widestBar = 30;
const narrowestBar = 5;

/** The bar gives way before the figures do. */
export function trainingLines(training: TrainingFacts, width: number): string[] {
  const { step, maxSteps, loss } = training;
  if (step === 0) return ['the trainer is starting'];
  const figures = [`step ${step}${maxSteps === null ? '' : ` of ${maxSteps}`}`, ...(loss === null ? [] : [`loss ${loss.toFixed(4)}`])];
  if (maxSteps === null) return [figures.join(', '), ...paceLines(training)];
  const text = figures.join(', ');
  const bar = Math.max(narrowestBar, Math.min(widestBar, width - text.length - 2));
  const filled = Math.round(shareOf(step, maxSteps) * bar);
  return [`${'█'.repeat(filled)}${'░'.repeat(bar - filled)}  ${text}`, ...paceLines(training)];
}

function paceLines({ step, maxSteps, stepsPerSecond }: TrainingFacts): string[] {
  if (stepsPerSecond === null) return [];
  const pace = stepsPerSecond >= 1 ? `${stepsPerSecond.toFixed(1)} steps a second` : `${(1 / stepsPerSecond).toFixed(1)} s a step`;
  // Early stopping may end it sooner.
  const left = maxSteps === null ? '' : `, at most ${durationText(((maxSteps - step) / stepsPerSecond) * 1000)} left`;
  return [`${pace}${left}`];
}
