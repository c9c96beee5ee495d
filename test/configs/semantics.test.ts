import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSpec } from '../../configs/load.js';
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

describe('the data', () => {
  const withData = (data: string): string => required.replace('{ sources: [data] }', `{ sources: [data], ${data} }`);
  const after = 'heldOut: { after: 2026-10-01 }';

  it.each([
    ['may be divided by time, with a pause before', 'heldOut: { after: 2026-10-01, embargo: 7d, timeKey: at }', []],
    ['may tell of drift from where it fails', 'labelDrift: { warn: 0.25, fail: 0.25 }', []],
    [
      'may not warn later than it fails',
      'labelDrift: { warn: 0.3 }',
      ['data.labelDrift.warn: expected at most fail (0.25), got 0.3; what is rejected is not warned of'],
    ],
    [
      'is compared by thousandths',
      'nearDuplicates: { similarity: 0.9501 }',
      ['data.nearDuplicates.similarity: expected at most three decimals, such as 0.95, got 0.9501'],
    ],
    [
      'has no embargo without a day that it comes before',
      'heldOut: { embargo: 7d }',
      ['data.heldOut.embargo: expected a heldOut.after that it comes before; add one or remove embargo'],
    ],
    [
      'is divided in one way',
      'heldOut: { after: 2026-10-01, percent: 20 }',
      ['data.heldOut.percent: is not used with heldOut.after, which divides by time; remove one of them'],
    ],
    [
      'is divided at a day that there is',
      'heldOut: { after: 2026-02-30 }',
      ['data.heldOut.after: expected a day that there is, got 2026-02-30'],
    ],
    [
      'leaves something to train on, divided by time',
      `${after}, validation: { percent: 100 }`,
      ['data.validation.percent: 100 leaves nothing to train on'],
    ],
    [
      'leaves something to train on, divided by share',
      'heldOut: { percent: 60 }, validation: { percent: 40 }',
      ['data.heldOut.percent: 60 and validation.percent 40 leave nothing to train on'],
    ],
  ])('%s', async (_, data, mistakes) => {
    expect(await mistakesIn(await files.write('data.yaml', withData(data)))).toEqual(mistakes);
  });

  it('leaves addresses as they are, and is named where it is less protected', async () => {
    const text = withData('redact: []').replace('[data]', '[s3://team-data/tickets/, data]');
    const { spec, unprotected } = await loadSpec(await files.write('s3.yaml', text));
    expect(spec.data.sources).toEqual(['s3://team-data/tickets/', join(files.folder(), 'data')]);
    expect(unprotected).toContainEqual(expect.stringMatching(/^data\.redact leaves out email, /));
  });
});
