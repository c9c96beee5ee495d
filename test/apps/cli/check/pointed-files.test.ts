import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPointedReader, type Pointed } from '../../../../apps/cli/check/pointed-files.js';
import { readSpec } from '../../../../configs/load.js';
import { sha256OfFolder } from '../../../../gguf/digest.js';
import { aLine } from '../../../dataset/stage/requests.js';
import { aFolder } from '../../../support/set-up.js';
import { aModelFolder } from '../model-folders.js';
import { silent } from '../init/harness.js';

const item = (id: string, rest: object): string => JSON.stringify({ id, messages: [{ role: 'user', content: id }], ...rest });
const expected = (label: string): object => ({ expected: JSON.stringify({ intent: label }) });
const good = { regression: item('one', expected('a')), safety: item('two', { forbidden: ['secret'], answer: 'labelSet' }) };

describe('what a pipeline file points to', () => {
  it('is counted where all is well', async () => {
    const scene = await aScene();
    expect(await scene.read()).toEqual({
      faults: [],
      sourceFiles: 1,
      suiteItems: { regression: 1, safety: 1 },
      baseModelSha256: scene.baseSha256,
      environment: [],
    });
  });

  it.each<{ of: string; change: Change; fault: RegExp }>([
    {
      of: 'a source',
      change: { sources: '[data, nowhere, "*.csv"]' },
      fault: /^data\.sources\.1: Source .*nowhere: expected a file or folder, found nothing/,
    },
    {
      of: 'a pattern',
      change: { sources: '[data, "*.csv"]' },
      fault: /^data\.sources\.1: .*expected files, found none\. Check the pattern\./,
    },
    { of: 'a base model', change: { base: 'nowhere' }, fault: /^train\.baseModel\.uri: .*there is no such folder/ },
    {
      of: 'its weights',
      change: { sha256: 'f'.repeat(64) },
      fault: /^train\.baseModel\.sha256: expected ffff.*, .* has [0-9a-f]{64}; if these are/,
    },
    {
      of: 'a suite',
      change: { regression: null },
      fault: /^evaluate\.regression\.suite: expected a file at .*regression\.jsonl; create it/,
    },
    {
      of: 'anything in a suite',
      change: { safety: '\n' },
      fault: /^evaluate\.safety\.suite: .* is empty, and no gate passes on an empty suite$/,
    },
    {
      of: 'a suite that can be read',
      change: { safety: '{' },
      fault: /^evaluate\.safety\.suite: suite safety, line 1: expected one JSON object$/,
    },
    {
      of: 'an answer with a label',
      change: { regression: item('x', { expected: 'a' }) },
      fault: /^evaluate\.regression\.suite: item x: expected an answer with a label/,
    },
    {
      of: 'an answer that its own item accepts',
      change: { regression: item('x', { ...expected('a'), forbidden: ['intent'] }) },
      fault: /^evaluate\.regression\.suite: item x: its own expected answer is wrong: matches forbidden pattern 1$/,
    },
    {
      of: 'a known label',
      change: { regression: item('x', { ...expected('z'), answer: 'labelSet' }) },
      fault: /item x: its own expected answer is wrong: label outside the set$/,
    },
    {
      of: 'a variable',
      change: { notify: '[{ kind: webhook, url: env:SLIPWAY_TEST_UNSET }]' },
      fault: /^notify\.0\.url: expected the environment variable SLIPWAY_TEST_UNSET/,
    },
  ])('is missed: $of', async ({ change, fault }) => {
    const { faults } = await (await aScene(change)).read();
    expect(faults[0]?.problem).toMatch(fault);
    expect(faults[0]?.path.join('.')).toBe(faults[0]?.problem.split(':')[0]);
  });

  it('is told for three items of a suite, and the rest counted', async () => {
    const items = ['a', 'b', 'c', 'd', 'e'].map((id) => item(id, { expected: 'no JSON' }));
    const { faults } = await (await aScene({ regression: items.join('\n') })).read();
    expect(faults).toHaveLength(4);
    expect(faults.at(-1)?.problem).toBe('evaluate.regression.suite: and 2 more items like these');
  });

  it('names the variables that it needs', async () => {
    const { environment, faults } = await (
      await aScene({ notify: '[{ kind: webhook, url: env:PATH }, { kind: webhook, url: env:PATH }]' })
    ).read();
    expect({ environment, faults }).toEqual({ environment: [{ name: 'PATH', isSet: true }], faults: [] });
  });
});

interface Change {
  readonly sources?: string;
  readonly base?: string;
  readonly sha256?: string;
  /** Null for none. */
  readonly regression?: string | null;
  readonly safety?: string;
  readonly notify?: string;
}

async function aScene(change: Change = {}): Promise<{ read(): Promise<Pointed>; readonly baseSha256: string }> {
  const folder = await aFolder();
  const base = await aModelFolder();
  const baseSha256 = await sha256OfFolder(base);
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'data', 'rows.jsonl'), aLine('hello', 'a'));
  for (const [name, content] of Object.entries({
    ...good,
    regression: change.regression === undefined ? good.regression : change.regression,
    safety: change.safety ?? good.safety,
  })) {
    if (content !== null) await writeFile(join(folder, `${name}.jsonl`), content);
  }
  const file = join(folder, 'triage.yaml');
  const text = `model: triage
task: { kind: classification, labelPath: intent, answer: json, labels: [a, b] }
data: { sources: ${change.sources ?? '[data]'} }
train: { kind: trl, baseModel: { name: some, uri: ${change.base ?? base}, sha256: ${change.sha256 ?? baseSha256} } }
evaluate: { regression: { suite: regression.jsonl }, safety: { suite: safety.jsonl } }
notify: ${change.notify ?? '[]'}
`;
  await writeFile(file, text);
  return { baseSha256, read: async () => await createPointedReader(silent)((await readSpec(file)).resolved.spec) };
}
