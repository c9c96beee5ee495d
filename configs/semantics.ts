/** What a schema cannot say of a pipeline file: rules between keys, and what the file leaves unprotected. */

import { dataConfig, unprotectedData } from '../catalog/data.js';
import { gates, needsOf } from '../catalog/gates/index.js';
import { monitors } from '../catalog/monitors/index.js';
import { millisecondsOf } from '../domain/duration.js';
import type { PipelineSpec } from './spec.js';

/** One sentence a mistake; empty when the keys agree with each other. */
export function semanticProblems(spec: PipelineSpec): string[] {
  return [
    ...stepProblems(spec),
    ...holdProblems(spec),
    ...lookProblems(spec),
    ...suiteProblems(spec),
    ...taskProblems(spec),
    ...dataProblems(spec),
    ...splitProblems(spec),
  ];
}

/** One sentence for each protection that the file does without. */
export function unprotectedBy(spec: PipelineSpec): string[] {
  const missingGates = gates
    .filter((gate) => !spec.gates.some((config) => config.kind === gate.kind && config.severity === 'block'))
    .map((gate) => `no blocking ${gate.kind} gate: ${gate.protects}`);
  const missingMonitors = monitors
    .filter((monitor) => !spec.release.monitors.some((config) => config.kind === monitor.kind && config.severity === 'block'))
    .map((monitor) => `no blocking ${monitor.kind} monitor: ${monitor.protects}`);
  return [
    ...missingGates,
    ...missingMonitors,
    ...unprotectedData(spec.data),
    ...(spec.approval === undefined ? ['no approval: an accepted candidate is released without a person'] : []),
    ...(spec.triggers === undefined ? ['no triggers: runs start only when somebody asks; a cooldown of 48h applies'] : []),
    ...(spec.notify.length === 0 ? ['no notify: alerts go to the log alone'] : []),
  ];
}

function stepProblems(spec: PipelineSpec): string[] {
  const steps = spec.release.strategy.steps;
  const problems: string[] = [];
  const path = 'release.strategy.steps';
  if (steps.at(-1)?.weightPercent !== 100) problems.push(`${path}: the last step must be weightPercent: 100`);
  steps.forEach((step, index) => {
    const before = steps[index - 1]?.weightPercent ?? 0;
    if (step.weightPercent <= before) problems.push(`${path}.${index}: weights must rise, got ${step.weightPercent} after ${before}`);
    const last = index === steps.length - 1;
    if (!last && step.hold === undefined) problems.push(`${path}.${index}: expected a hold, such as hold: 2h`);
    if (last && step.hold !== undefined) problems.push(`${path}.${index}: the last step has no hold; its time is release.watch.for`);
  });
  return problems;
}

/** Looks without a pause would fill a workflow's history and leave the judge no error budget for any of them. */
function lookProblems({ release }: PipelineSpec): string[] {
  const intervals = [
    { path: 'release.strategy.lookEvery', interval: release.strategy.lookEvery },
    ...release.watch.every.map(({ interval }, index) => ({ path: `release.watch.every.${index}.interval`, interval })),
  ];
  return intervals
    .filter(({ interval }) => millisecondsOf(interval) < 1_000)
    .map(({ path, interval }) => `${path}: expected 1s or more between looks, got ${interval}`);
}

function holdProblems({ release }: PipelineSpec): string[] {
  return Number.parseFloat(release.maxHold) >= 1
    ? []
    : [`release.maxHold: expected at least 1x, got ${release.maxHold}; a hold lasts at least its own length`];
}

function suiteProblems(spec: PipelineSpec): string[] {
  return needsOf(spec.gates)
    .filter((need): need is 'regression' | 'safety' => need === 'regression' || need === 'safety')
    .filter((need) => spec.evaluate[need] === undefined)
    .map((need) => `evaluate.${need}: the ${need} gate needs a suite; add ${need}: { suite: path.jsonl } or remove the gate`);
}

function taskProblems(spec: PipelineSpec): string[] {
  if (spec.task.kind !== 'classification') return [];
  const problems: string[] = [];
  if (spec.task.answer === 'json' && spec.task.labelPath === undefined) {
    problems.push('task.labelPath: a classification with JSON answers needs the path of its label');
  }
  return problems;
}

function dataProblems({ data: { labelDrift, nearDuplicates } }: PipelineSpec): string[] {
  const { similarity } = nearDuplicates;
  return [
    ...(labelDrift.warn <= labelDrift.fail
      ? []
      : [`data.labelDrift.warn: expected at most fail (${labelDrift.fail}), got ${labelDrift.warn}; what is rejected is not warned of`]),
    // Compared as an integer fraction: more decimals would be rounded, and the rule would be another than the file says.
    ...(Number(similarity.toFixed(3)) === similarity
      ? []
      : [`data.nearDuplicates.similarity: expected at most three decimals, such as 0.95, got ${similarity}`]),
  ];
}

function splitProblems({ data: { heldOut, validation } }: PipelineSpec): string[] {
  const { after, embargo } = heldOut;
  if (after === undefined) {
    return [
      ...(embargo === undefined ? [] : ['data.heldOut.embargo: expected a heldOut.after that it comes before; add one or remove embargo']),
      ...(heldOut.percent + validation.percent < 100
        ? []
        : [`data.heldOut.percent: ${heldOut.percent} and validation.percent ${validation.percent} leave nothing to train on`]),
    ];
  }
  return [
    ...(isMoment(after) ? [] : [`data.heldOut.after: expected a day that there is, got ${after}`]),
    ...(heldOut.percent === usualPercent
      ? []
      : ['data.heldOut.percent: is not used with heldOut.after, which divides by time; remove one of them']),
    ...(validation.percent < 100 ? [] : [`data.validation.percent: ${validation.percent} leaves nothing to train on`]),
  ];
}

/** A file that says nothing of it cannot be told from one that says this. */
const usualPercent = dataConfig.shape.heldOut.parse(undefined).percent;

/** The parser of dates takes 30 February for 2 March. */
function isMoment(text: string): boolean {
  const day = Date.parse(text.slice(0, 10));
  return !Number.isNaN(Date.parse(text)) && !Number.isNaN(day) && text.startsWith(new Date(day).toISOString().slice(0, 10));
}
