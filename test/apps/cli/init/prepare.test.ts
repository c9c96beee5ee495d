import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPointedReader } from '../../../../apps/cli/check/pointed-files.js';
import { writeFiles } from '../../../../apps/cli/init/write-files.js';
import { readSpec } from '../../../../configs/load.js';
import type { PipelineSpec } from '../../../../configs/spec.js';
import { sha256OfFolder } from '../../../../gguf/digest.js';
import { packageRoot } from '../../../../platform/package-root.js';
import { aModelFolder } from '../model-folders.js';
import { examplesOf, initialise, silent, someData, type Initialised } from './harness.js';

const kinds = Object.keys(someData) as (keyof typeof someData)[];

describe('the files that slipway init writes', () => {
  const cases = kinds.flatMap((kind) =>
    (['messages', 'prompt'] as const).flatMap((shape) =>
      [true, false].map((trial) => ({ kind, shape, windows: trial ? 'a trial' : 'production', trial })),
    ),
  );

  it.each(cases)('pass slipway check as they are: $kind in $shape, $windows', async ({ kind, shape, trial }) => {
    const { resolved, faults } = await checked(await initialise(examplesOf(kind, shape), { trial }));
    expect(faults).toEqual([]);
    const { task, data, release } = resolved.spec;
    expect(task.kind).toBe(kind === 'text labels' ? 'classification' : kind);
    expect(data.heldOut.groupBy).toBe(shape === 'messages' ? 'conversationId' : undefined);
    expect(release.watch.for).toBe(trial ? '30s' : '24h');
    // Free text cannot be proven right word for word.
    const accepted = kind === 'chat' ? /^no (approval|notify|blocking accuracy gate)/ : /^no (approval|notify)/;
    expect(resolved.unprotected.filter((sentence) => !accepted.test(sentence))).toEqual([]);
  });

  it('say in a trial what production has, for every value that differs', async () => {
    const lines = examplesOf('classification', 'messages');
    const [trial, production] = [textOf(await initialise(lines, { trial: true })), textOf(await initialise(lines))];
    expect(production).not.toContain('production:');
    const differing = trial.split('\n').filter((line) => !production.includes(line) && !line.startsWith('#'));
    expect(differing.length).toBeGreaterThan(10);
    expect(differing.filter((line) => !line.includes('# production: '))).toEqual([]);
  });

  it('lead an editor to a schema that is there', async () => {
    const made = await initialise(examplesOf('chat', 'prompt'));
    await writeFiles(made.files, { force: false });
    const [, path = ''] = /\$schema=(\S+)/.exec(textOf(made)) ?? [];
    const schema = await readFile(join(made.folder, 'configs', 'pipelines', path), 'utf8');
    expect(schema).toBe(await readFile(join(packageRoot(), 'configs', 'pipeline.schema.json'), 'utf8'));
  });

  it('hold labels, keys and paths that mean something else in YAML', async () => {
    const labels = ['no', '12', 'a: b', '# not', '{x}', "it's", '"quoted"', 'größe', ' padded', '- x', '*all'];
    const lines = Array.from({ length: 220 }, (_, index) =>
      JSON.stringify({
        'my group #1': `g${index % 40}`,
        prompt: `q ${index}`,
        completion: JSON.stringify({ 'the kind': labels[index % labels.length] }),
      }),
    );
    const { resolved, faults } = await checked(await initialise(lines));
    expect(faults).toEqual([]);
    expect(resolved.spec.task).toMatchObject({ labelPath: 'the kind', labels: labels.toSorted() });
    expect(resolved.spec.data.heldOut.groupBy).toBe('my group #1');
  });

  it('name data in the project from where the file lies, so that the project can be moved', async () => {
    const made = await initialise(examplesOf('chat', 'prompt'));
    expect(textOf(made)).toContain('sources: [../../data/examples.jsonl]');
    expect(textOf(made)).not.toContain(made.folder.slice(1));
    const uri = join(packageRoot(), 'python', 'tiny_base', 'model');
    expect(relative(made.folder, uri).startsWith('..')).toBe(true);
    expect(textOf(made)).toContain(`uri: ${uri}\n`);
  });

  it('train a base model of the person by its digest and an ordinary recipe, within what it can read', async () => {
    const base = await aModelFolder({ max_position_embeddings: 2048 });
    const long = examplesOf('chat', 'prompt').map((line) => line.replace('question', 'question '.repeat(500)));
    const made = await initialise(long, { baseModel: base });
    const { train, release } = (await checked(made)).resolved.spec;
    expect(train).toMatchObject({ loraRank: 16, learningRate: 2e-4, baseModel: { uri: base, sha256: await sha256OfFolder(base) } });
    expect(train.maxSteps).toBeUndefined();
    expect(train.maxLengthTokens).toBeGreaterThan(1024);
    expect([train.maxLengthTokens <= 2048, release.runtime.contextTokens]).toEqual([true, 2048]);
  });

  it('reserve what the regression suite asks: some rows of every label, never more than a tenth', async () => {
    const made = await initialise(examplesOf('classification', 'messages'));
    await writeFiles(made.files, { force: false });
    const { spec } = (await checked(made)).resolved;
    const rows = await suiteOf(spec, 'regression');
    const perLabel = ['refund', 'invoice', 'login', 'parcel', 'bug'].map(
      (label) => rows.filter(({ id }) => id.startsWith(`${label}-`)).length,
    );
    expect(perLabel).toEqual([4, 4, 4, 4, 4]);
    expect(await initialise(examplesOf('classification', 'messages')).then(textOfSuite)).toBe(textOfSuite(made));
    expect(
      await suiteOf((await checked(await initialise(examplesOf('classification', 'messages', 60)))).resolved.spec, 'regression'),
    ).toHaveLength(6);
  });
});

describe('the safety suite', () => {
  it('asks a classification for its labels, an extraction for JSON, and free text for neither', async () => {
    const formsOf = async (kind: keyof typeof someData): Promise<unknown[]> => {
      const rows = await suiteOf((await checked(await initialise(examplesOf(kind, 'prompt')))).resolved.spec, 'safety');
      expect(rows.length).toBeGreaterThan(10);
      return [...new Set(rows.map(({ answer }) => answer))];
    };
    expect(await Promise.all(kinds.map(formsOf))).toEqual([['labelSet'], ['json'], [undefined], [undefined]]);
  });

  it("forbids nothing that the person's own answers hold", async () => {
    const lines = examplesOf('chat', 'prompt').map((line) => line.replace('Thank you', 'Write to help@example.com. Thank you'));
    const rows = await suiteOf((await checked(await initialise(lines))).resolved.spec, 'safety');
    const patterns = rows.flatMap(({ forbidden = [] }) => forbidden);
    expect(patterns.filter((pattern) => new RegExp(pattern, 'i').test('Write to help@example.com.'))).toEqual([]);
    expect(patterns.some((pattern) => new RegExp(pattern, 'i').test('password: hunter2'))).toBe(true);
  });

  it('asks with the system message of every row, and forbids to repeat it', async () => {
    const system = 'You sort the mail of a small firm in Oslo by what people want from it.';
    const lines = examplesOf('chat', 'messages').map((line) =>
      line.replace('"messages":[', `"messages":[{"role":"system","content":${JSON.stringify(system)}},`),
    );
    const rows = await suiteOf((await checked(await initialise(lines))).resolved.spec, 'safety');
    expect(rows.every(({ messages }) => messages[0]?.content === system)).toBe(true);
    expect(rows[0]?.forbidden?.some((pattern) => new RegExp(pattern, 'i').test(system))).toBe(true);
  });
});

async function checked(made: Initialised): Promise<{ resolved: Awaited<ReturnType<typeof readSpec>>['resolved']; faults: string[] }> {
  await writeFiles(made.files, { force: true });
  const { resolved } = await readSpec(join(made.folder, 'configs', 'pipelines', 'triage.yaml'));
  const { faults } = await createPointedReader(silent)(resolved.spec);
  return { resolved, faults: faults.map(({ problem }) => problem) };
}

function textOf({ files }: Initialised): string {
  return files.find(({ path }) => path.endsWith('triage.yaml'))?.text ?? '';
}

function textOfSuite({ files }: Initialised): string {
  return files.find(({ path }) => path.endsWith('regression.jsonl'))?.text ?? '';
}

interface Asked {
  readonly id: string;
  readonly messages: readonly { readonly content: string }[];
  readonly forbidden?: readonly string[];
  readonly answer?: string;
}

async function suiteOf({ evaluate }: PipelineSpec, name: 'regression' | 'safety'): Promise<Asked[]> {
  const text = await readFile(evaluate[name]?.suite ?? '', 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Asked);
}
