import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadModelSpec, loadSpec, type SpecError } from '../../configs/load.js';
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
  it.each([
    ['is empty', '', ['the file is empty; expected a pipeline file, at least model, data and train']],
    ['is no mapping', '- a\n- b\n', [expect.stringMatching(/^the file: expected keys of its own, got a list/)]],
    ['is no YAML', 'model: [\n', [expect.stringMatching(/^is not YAML: line 2, column 1: /)]],
    [
      'names keys twice',
      `${required}model: other\ndata: {}\n`,
      ['is not YAML: line 5, column 1: the key model is there twice', 'is not YAML: line 6, column 1: the key data is there twice'],
    ],
    ['has two documents', `${required}---\n${required}`, [expect.stringMatching(/^is not YAML: line 5, .*multiple documents/)]],
    ['wants code to be run', 'model: !!js/function "x"\n', [expect.stringMatching(/^is not YAML: line 1, .*Unresolved tag/)]],
    ['is binary', '\u0000\u0001', ['expected text in UTF-8, got other bytes; is it another file?']],
    ['is large', `# ${'x'.repeat(200_000)}`, ['expected at most 128 KiB, got 200002 bytes']],
    [
      'nests without end',
      `model: ${'['.repeat(30_000)}${']'.repeat(30_000)}`,
      expect.arrayContaining([expect.stringMatching(/^is not YAML: .*call stack/)]),
    ],
    ['grows without end', aliasesOfAliases(), [expect.stringMatching(/^is not YAML: Excessive alias count/)]],
  ])('include that the file %s', async (_, text, mistakes) => {
    expect(await mistakesIn(await files.write('no.yaml', text))).toEqual(mistakes);
  });

  it('include that there is no file, and which one was meant', async () => {
    const path = await files.write('support-triage.yaml', required);
    expect(await mistakesIn(join(files.folder(), 'suport-triage.yaml'))).toEqual([`there is no such file; did you mean ${path}?`]);
    expect(await mistakesIn(join(files.folder(), 'weather.yaml'))).toEqual(['there is no such file; expected a pipeline file there']);
    expect(await mistakesIn(files.folder())).toEqual(['is a folder; expected a pipeline file']);
  });

  it('are counted where they are more than anybody reads', async () => {
    const text = Array.from({ length: 25 }, (_, index) => `zebra${index}: 1\n`).join('');
    const error = await loadSpec(await files.write('many.yaml', required + text)).catch((thrown: unknown) => thrown);
    expect((error as SpecError).mistakes).toHaveLength(25);
    expect((error as SpecError).message.split('\n').at(-1)).toBe('  and 5 more');
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
  it('has absolute paths, relative ones taken from where it lies, and addresses as they are', async () => {
    const text = required.replace('[data]', '[data, ../shared.jsonl, /elsewhere/rows, s3://bucket/rows]');
    const { spec } = await loadSpec(await files.write('paths.yaml', text));
    const { regression, safety } = spec.evaluate;
    const folder = files.folder();
    expect(spec.data.sources).toEqual([join(folder, 'data'), join(folder, '..', 'shared.jsonl'), '/elsewhere/rows', 's3://bucket/rows']);
    expect([spec.train.baseModel.uri, regression?.suite, safety?.suite]).toEqual([
      join(folder, 'base'),
      join(folder, 'regression.jsonl'),
      join(folder, 'safety.jsonl'),
    ]);
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

/** Nine times nine times … the same text. */
function aliasesOfAliases(): string {
  const levels = Array.from({ length: 9 }, (_, level) => `a${level + 1}: &a${level + 1} [${Array(9).fill(`*a${level}`).join(', ')}]\n`);
  return `a0: &a0 [x]\n${levels.join('')}`;
}
