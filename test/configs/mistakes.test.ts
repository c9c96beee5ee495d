import { describe, expect, it } from 'vitest';
import { loadSpec, SpecError } from '../../configs/load.js';
import { mistakesIn, required, useSpecFiles } from './harness.js';

const files = useSpecFiles();

describe('mistakes of a pipeline file', () => {
  it('are all named at once, each with its path, what came, and what was probably meant', async () => {
    const path = await files.write(
      'three.yaml',
      required.replace('sources: [data]', 'sources: [data], minimumNewExample: 50') +
        'gates: [{ kind: acuracy }, { kind: latency, percentile: 950 }]\n',
    );
    const error = await loadSpec(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SpecError);
    expect((error as SpecError).mistakes.map(({ problem }) => problem)).toEqual([
      'data.minimumNewExample: unknown key; did you mean minimumNewExamples?',
      expect.stringMatching(/^gates\.0\.kind: .*'accuracy' \| 'regression'.*, got "acuracy"; did you mean accuracy\?$/),
      expect.stringMatching(/^gates\.1\.percentile: .*, got 950$/),
    ]);
    expect((error as SpecError).message).toContain(`${path}: 3 mistakes\n  ${path}:2 data.minimumNewExample`);
  });

  it.each([
    ['at the top', 'realease: {}', 'realease: unknown key; did you mean release?'],
    ['in a section', 'release: { minimunSamples: 5 }', 'release.minimunSamples: unknown key; did you mean minimumSamples?'],
    ['in a list', 'gates: [{ kind: latency, withinPercnt: 3 }]', 'gates.0.withinPercnt: unknown key; did you mean withinPercent?'],
    [
      'of another kind of gate',
      'gates: [{ kind: regression, withinPercnt: 3 }]',
      expect.stringMatching(/^gates\.0\.withinPercnt: unknown key; known: kind, sev/),
    ],
    [
      'far from every known one',
      'release: { watch: { zebra: 5 } }',
      'release.watch.zebra: unknown key; known: for, every, holdbackPercent',
    ],
    ['that JavaScript knows', 'constructor: {}', expect.stringMatching(/^constructor: unknown key; known: model, task, /)],
  ])('include an unknown key %s', async (_, text, mistake) => {
    expect(await mistakesIn(await files.write('unknown.yaml', `${required}${text}\n`))).toEqual([mistake]);
  });

  it.each([
    ['a duration without a unit', 'triggers: { cooldown: 48 }', /^triggers\.cooldown: expected a text, got 48 \(.*such as 48h\)$/],
    ['a duration in words', 'triggers: { cooldown: two days }', /^triggers\.cooldown: expected a duration such as .*, got "two days"$/],
    ['a share above the whole', 'release: { watch: { holdbackPercent: 80 } }', /^release\.watch\.holdbackPercent: .*, got 80$/],
    [
      'a word that is almost one',
      'task: { kind: clasification }',
      /^task\.kind: expected one of .*"classification".*, got "clasification"; did you mean classification\?$/,
    ],
    [
      'a list in the place of a text',
      'task: { labelPath: [intent] }',
      /^task\.labelPath: expected a text, got a list \(Where the label is in a JSON answer/,
    ],
    [
      'everything held out',
      'data: { sources: [data], heldOut: { percent: 100 } }',
      /^data\.heldOut\.percent: 100 and validation\.percent 5 leave nothing to train on$/,
    ],
    ['no gate at all', 'gates: []', /^gates: /],
    ['an address in the open', 'notify: [{ kind: webhook, url: "https://example.com" }]', /^notify\.0\.url: expected env:NAME/],
    ['a strategy without a kind', 'release: { strategy: { lookEvery: 5m } }', /^release\.strategy\.kind: /],
  ])('include %s', async (_, text, mistake) => {
    const file = text.startsWith('data:') ? required.replace(/^data: .*$/m, text) : `${required}${text}\n`;
    expect(await mistakesIn(await files.write('wrong.yaml', file))).toEqual([expect.stringMatching(mistake)]);
  });

  it('are of the schema and of the rules between keys, in one go', async () => {
    const text = `${required}triggers: { cooldown: 48 }\nrelease: { maxHold: 0.5x, strategy: { kind: canary, steps: [{ weightPercent: 5 }] } }\n`;
    expect(await mistakesIn(await files.write('both.yaml', text))).toEqual([
      expect.stringMatching(/^triggers\.cooldown: expected a text, got 48 \(.*such as 48h/),
      'release.strategy.steps: the last step must be weightPercent: 100',
      'release.maxHold: expected at least 1x, got 0.5x; a hold lasts at least its own length',
    ]);
  });

  it('are sorted by line, each with the line of its key, or of what is around a key that is missing', async () => {
    const path = await files.write(
      'lines.yaml',
      `model: support-triage
data:
  sources: [data]
  # a comment
  minimumNewExample: 5
train: { kind: trl, baseModel: &base { name: tiny, sha256: ${'f'.repeat(64)} } }
evaluate: {}
gates:
  - kind: accuracy
  - kind: latency
    percentile: 950
release:
  maxHold: 0.5x
`,
    );
    const error = await loadSpec(path).catch((thrown: unknown) => thrown);
    const places = (error as SpecError).mistakes.map(({ line, problem }) => `${line} ${problem.slice(0, problem.indexOf(':'))}`);
    expect(places).toEqual(['5 data.minimumNewExample', '6 train.baseModel.uri', '11 gates.1.percentile']);
    const rules = await loadSpec(await files.write('rules.yaml', `${required}\n\nrelease:\n\n  maxHold: 0.5x\n`)).catch(
      (thrown: unknown) => thrown,
    );
    expect((rules as SpecError).message).toMatch(/rules\.yaml:9 release\.maxHold: expected at least 1x/);
  });

  it('are no consequences of each other: a suite whose key is misspelt is not missing as well', async () => {
    const text = required.replace('regression:', 'regresion:');
    expect(await mistakesIn(await files.write('one.yaml', text))).toEqual(['evaluate.regresion: unknown key; did you mean regression?']);
  });
});
