import { readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadModelSpec, loadSpec, SpecError } from '../../configs/load.js';
import { packageRoot } from '../../platform/package-root.js';
import { mistakesIn, required, useSpecFiles } from './harness.js';

const files = useSpecFiles();

const committed = await Promise.all(
  ['configs/pipelines', 'configs/demo'].map(async (folder) =>
    (await readdir(join(packageRoot(), folder))).filter((name) => name.endsWith('.yaml')).map((name) => `${folder}/${name}`),
  ),
);

describe('the committed pipeline files', () => {
  it.each(committed.flat())('%s loads under the name of its model', async (path) => {
    const { spec, unprotected } = await loadSpec(join(packageRoot(), path));
    expect(path).toMatch(new RegExp(`/${spec.model}\\.yaml$`));
    expect(unprotected.filter((sentence) => sentence.startsWith('no blocking'))).toEqual([]);
  });
});

describe('a file with the required keys alone', () => {
  it('loads with a default for everything else', async () => {
    const { spec } = await loadSpec(await files.write('required.yaml', required));
    expect(spec.gates.map((gate) => gate.kind)).toEqual(['accuracy', 'regression', 'latency', 'safety', 'model-size']);
    expect(spec.release).toMatchObject({
      runtime: { kind: 'llama-server' },
      strategy: { steps: [{ weightPercent: 5, hold: '2h' }, { weightPercent: 25, hold: '4h' }, { weightPercent: 100 }], lookEvery: '5m' },
      maxHold: '2x',
      onInconclusive: 'rollBack',
      watch: { for: '24h', holdbackPercent: 2 },
    });
  });

  it('says what it leaves unprotected', async () => {
    const { unprotected } = await loadSpec(await files.write('required.yaml', required));
    expect(unprotected).toEqual([
      expect.stringMatching(/^no blocking error-rate monitor: /),
      expect.stringMatching(/^no blocking output-quality monitor: /),
      expect.stringMatching(/^no approval: /),
      expect.stringMatching(/^no triggers: .*48h/),
      expect.stringMatching(/^no notify: /),
    ]);
  });
});

describe('mistakes in a file', () => {
  it('are all named at once, each with its path, what came, and what was probably meant', async () => {
    const path = await files.write(
      'three.yaml',
      required.replace('sources: [data]', 'sources: [data], minimumNewExample: 50') +
        'gates: [{ kind: acuracy }, { kind: latency, percentile: 950 }]\n',
    );
    const error = await loadSpec(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SpecError);
    expect((error as SpecError).problems).toEqual([
      'data.minimumNewExample: unknown key; did you mean minimumNewExamples?',
      expect.stringMatching(/^gates\.0\.kind: .*'accuracy' \| 'regression'.*, got "acuracy"; did you mean accuracy\?$/),
      expect.stringMatching(/^gates\.1\.percentile: .*, got 950$/),
    ]);
    expect((error as SpecError).message).toMatch(new RegExp(`^${path}: 3 mistakes\\n  data\\.minimumNewExample`));
  });

  it.each([
    ['at the top', 'realease: {}', 'realease: unknown key; did you mean release?'],
    ['in a section', 'release: { minimunSamples: 5 }', 'release.minimunSamples: unknown key; did you mean minimumSamples?'],
    ['in a list', 'gates: [{ kind: latency, withinPercnt: 3 }]', 'gates.0.withinPercnt: unknown key; did you mean withinPercent?'],
    ['far from every known one', 'release: { zebra: 5 }', 'release.zebra: unknown key'],
    ['that JavaScript knows', 'constructor: {}', 'constructor: unknown key'],
  ])('include an unknown key %s', async (_, text, mistake) => {
    expect(await mistakesIn(await files.write('unknown.yaml', `${required}${text}\n`))).toEqual([mistake]);
  });

  it.each([
    ['a duration without a unit', 'triggers: { cooldown: 48 }', /^triggers\.cooldown: .*, got 48$/],
    ['a duration in words', 'triggers: { cooldown: two days }', /^triggers\.cooldown: expected a duration such as .*, got "two days"$/],
    ['a share above the whole', 'release: { watch: { holdbackPercent: 80 } }', /^release\.watch\.holdbackPercent: .*, got 80$/],
    ['no gate at all', 'gates: []', /^gates: /],
    ['an address in the open', 'notify: [{ kind: webhook, url: "https://example.com" }]', /^notify\.0\.url: expected env:NAME/],
    ['a strategy without a kind', 'release: { strategy: { lookEvery: 5m } }', /^release\.strategy\.kind: /],
  ])('include %s', async (_, text, mistake) => {
    expect(await mistakesIn(await files.write('wrong.yaml', `${required}${text}\n`))).toEqual([expect.stringMatching(mistake)]);
  });

  it.each([
    ['is empty', '', /^the file: .*expected object/],
    ['is no mapping', '- a\n- b\n', /^the file: .*expected object/],
    ['is no YAML', 'model: [\n', /^is not YAML: /],
    ['names a key twice', `${required}model: other\n`, /^is not YAML: .*unique/],
  ])('include that the file %s', async (_, text, mistake) => {
    expect(await mistakesIn(await files.write('no.yaml', text))).toEqual([expect.stringMatching(mistake)]);
  });

  it('include that there is no file', async () => {
    expect(await mistakesIn(join(files.folder(), 'nowhere.yaml'))).toEqual([expect.stringMatching(/^cannot be read .*ENOENT/)]);
  });

  it('include a model that is not named as its file is', async () => {
    await files.write('billing.yaml', required);
    await expect(loadModelSpec(files.folder(), 'billing')).rejects.toThrow(
      'model: expected billing, as the file is named, got support-triage; rename one of them',
    );
    await files.write('support-triage.yaml', required);
    expect((await loadModelSpec(files.folder(), 'support-triage')).spec.model).toBe('support-triage');
  });
});

describe('a loaded file', () => {
  it('has absolute paths, relative ones taken from where it lies', async () => {
    const text = required.replace('[data]', '[data, ../shared.jsonl, /elsewhere/rows]');
    const { spec } = await loadSpec(await files.write('paths.yaml', text));
    const { regression, safety } = spec.evaluate;
    const folder = files.folder();
    expect(spec.data.sources).toEqual([join(folder, 'data'), join(folder, '..', 'shared.jsonl'), '/elsewhere/rows']);
    expect([spec.train.baseModel.uri, regression?.suite, safety?.suite]).toEqual([
      join(folder, 'base'),
      join(folder, 'regression.jsonl'),
      join(folder, 'safety.jsonl'),
    ]);
    expect(spec.data.sources.every(isAbsolute)).toBe(true);
  });

  it('has digests that the order of its keys does not change', async () => {
    const base = await files.write('order.yaml', required);
    const { digest, recipeDigest } = await loadSpec(base);
    const entries = Object.entries({
      model: 'support-triage',
      data: { sources: ['data'] },
      train: { baseModel: { sha256: 'f'.repeat(64), uri: 'base', name: 'tiny' }, kind: 'trl' },
      evaluate: { safety: { suite: 'safety.jsonl' }, regression: { suite: 'regression.jsonl' } },
    });
    const orders = fc.shuffledSubarray(entries, { minLength: entries.length });
    await fc.assert(
      fc.asyncProperty(orders, async (shuffled) => {
        const path = await files.write('shuffled.yaml', stringify(Object.fromEntries(shuffled)));
        expect(await loadSpec(path)).toMatchObject({ digest, recipeDigest });
      }),
      { numRuns: 10 },
    );
  });

  it('is named by digests that what it says does change, the recipe by how it trains alone', async () => {
    const load = async (text: string): Promise<readonly [string, string]> => {
      const { digest, recipeDigest } = await loadSpec(await files.write('changed.yaml', text));
      return [digest, recipeDigest];
    };
    const [digest, recipe] = await load(required);
    const [defaultDigest, defaultRecipe] = await load(`${required}package: { quantization: Q4_K_M }\n`);
    const [otherDigest, sameRecipe] = await load(`${required}package: { quantization: Q8_0 }\n`);
    const [, otherRecipe] = await load(required.replace('kind: trl,', 'kind: trl, loraRank: 8,'));
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect([defaultDigest, defaultRecipe]).toEqual([digest, recipe]);
    expect(otherDigest).not.toBe(digest);
    expect(sameRecipe).toBe(recipe);
    expect(otherRecipe).not.toBe(recipe);
  });
});
