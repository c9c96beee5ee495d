import { describe, expect, it } from 'vitest';
import { mistakesIn, required, useSpecFiles } from './harness.js';

const files = useSpecFiles();

const withSteps = (steps: string): string => `${required}release: { strategy: { kind: canary, steps: [${steps}] } }\n`;
const path = 'release.strategy.steps';

describe('the steps of a canary', () => {
  it.each([
    ['rise to 100', '{ weightPercent: 1, hold: 5m }, { weightPercent: 50, hold: 1h }, { weightPercent: 100 }', []],
    ['may be one alone', '{ weightPercent: 100 }', []],
    [
      'must rise',
      '{ weightPercent: 25, hold: 2h }, { weightPercent: 5, hold: 4h }, { weightPercent: 100 }',
      [`${path}.1: weights must rise, got 5 after 25`],
    ],
    [
      'must rise, not stand still',
      '{ weightPercent: 5, hold: 2h }, { weightPercent: 5, hold: 4h }, { weightPercent: 100 }',
      [`${path}.1: weights must rise, got 5 after 5`],
    ],
    ['must end at 100', '{ weightPercent: 5, hold: 2h }, { weightPercent: 25 }', [`${path}: the last step must be weightPercent: 100`]],
    [
      'must be held, all but the last',
      '{ weightPercent: 5 }, { weightPercent: 25, hold: 4h }, { weightPercent: 100 }',
      [`${path}.0: expected a hold, such as hold: 2h`],
    ],
    [
      'must not hold the last, which is watched',
      '{ weightPercent: 5, hold: 2h }, { weightPercent: 100, hold: 24h }',
      [`${path}.1: the last step has no hold; its time is release.watch.for`],
    ],
    [
      'are all told what is wrong with them',
      '{ weightPercent: 25 }, { weightPercent: 5, hold: 1h }',
      [
        `${path}: the last step must be weightPercent: 100`,
        `${path}.0: expected a hold, such as hold: 2h`,
        `${path}.1: weights must rise, got 5 after 25`,
        `${path}.1: the last step has no hold; its time is release.watch.for`,
      ],
    ],
  ])('%s', async (_, steps, mistakes) => {
    expect(await mistakesIn(await files.write('steps.yaml', withSteps(steps)))).toEqual(mistakes);
  });
});

describe('the suites of gates', () => {
  const withoutSuites = required.replace(/evaluate: .*\n/, 'evaluate: {}\n');

  it('must be there for every gate that needs one', async () => {
    expect(await mistakesIn(await files.write('suites.yaml', withoutSuites))).toEqual([
      'evaluate.regression: the regression gate needs a suite; add regression: { suite: path.jsonl } or remove the gate',
      'evaluate.safety: the safety gate needs a suite; add safety: { suite: path.jsonl } or remove the gate',
    ]);
  });

  it('may be missing where the gate is', async () => {
    const text = `${withoutSuites}gates: [{ kind: accuracy }, { kind: latency }]\n`;
    expect(await mistakesIn(await files.write('suites.yaml', text))).toEqual([]);
  });
});

describe('the task', () => {
  it('needs the path of the label in JSON answers of a classification', async () => {
    const text = `${required}task: { kind: classification, answer: json }\n`;
    expect(await mistakesIn(await files.write('task.yaml', text))).toEqual([
      'task.labelPath: a classification with JSON answers needs the path of its label',
    ]);
    expect(await mistakesIn(await files.write('task.yaml', text.replace('json }', 'json, labelPath: intent }')))).toEqual([]);
  });
});

describe('the time between looks', () => {
  it('must not be nothing: looks without a pause would never end a hold', async () => {
    const release = 'release: { strategy: { kind: canary, lookEvery: 0s }, watch: { every: [{ until: 24h, interval: 100ms }] } }\n';
    expect(await mistakesIn(await files.write('looks.yaml', required + release))).toEqual([
      'release.strategy.lookEvery: expected 1s or more between looks, got 0s',
      'release.watch.every.0.interval: expected 1s or more between looks, got 100ms',
    ]);
  });
});
