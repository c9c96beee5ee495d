/** The commands with which people look into the registry, over one that has a short life in it. */

import { hash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { aRecordedModel, recordedModel as model, recordedRuns } from '../../../support/recorded-model.js';
import { useHere } from '../here.js';

const { slipway, store } = useHere();
beforeAll(() => aRecordedModel(store()));
const digestOf = (run: 0 | 1): string => hash('sha256', `gguf ${recordedRuns[run]}`);

describe('slipway versions', () => {
  it('tells where each is in its life, how well it did, and which one serves since when', async () => {
    const { exitCode, stdout } = await slipway('versions', model);
    expect(exitCode).toBe(0);
    expect(rowsOf(stdout)).toEqual([
      ['version', 'state', 'since (UTC)', 'score', 'size', 'run'],
      ['v1 *', 'production', '2024-11-19', '97.1 %', '22 bytes', recordedRuns[0]],
      ['v2', 'rolled-back', '2024-11-19', '97.1 %', '22 bytes', recordedRuns[1]],
      ['v3', 'rejected', '2024-11-20', '97.1 %', '22 bytes', recordedRuns[2]],
    ]);
    expect(stdout).toContain('* v1 serves in production since 2024-11-19 12:00:00 UTC, put there by cli:ben');
    expectNarrow(stdout);
  });

  it('has the whole records for programs, each with its state', async () => {
    const { stdout } = await slipway('versions', model, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      model,
      production: 'v1',
      versions: [{ version: 'v1', state: 'production', artifact: { gguf: { sha256: digestOf(0) } } }, {}, { state: 'rejected' }],
    });
  });
});

describe('slipway show', () => {
  it.each([[[model, 'v2']], [[`${model}@v2`]]])('shows the whole record of %j', async (words) => {
    const { exitCode, stdout } = await slipway('show', ...words);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${model} v2: rolled-back since 2024-11-19 12:00:00 UTC`);
    for (const line of [
      'signature     not signed',
      'rows          245 train, 20 validation, 35 held out, 0 anchor',
      'quantization  Q4_K_M: 20 Q4_K, 9 F32',
      `GGUF          ${digestOf(1)}`,
      '2024-11-19 12:00:00 UTC  production → rolled-back, by cli:ben',
    ]) {
      expect(stdout.split('\n')).toContain(line);
    }
    expectNarrow(stdout);
  });

  it('prints the model card alone', async () => {
    const { stdout } = await slipway('show', model, 'v1', '--card');
    expect(stdout).toMatch(/^---\nmodel_name: support-triage v1\n/);
    expect(await slipway('show', model, 'v1', '--card')).toMatchObject({ stdout });
  });

  it('has the record, its digest and its life for programs', async () => {
    const { stdout } = await slipway('show', model, 'v3', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      manifest: { version: 'v3', status: 'rejected' },
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      standing: { state: 'rejected' },
      transitions: [{ to: 'candidate' }, { to: 'rejected' }],
      signature: { text: 'not signed' },
      removed: [],
    });
  });

  it.each([
    { words: [model], says: 'error: a version is missing\n  why: only support-triage was named' },
    { words: [model, 'v9'], says: `error: ${model} has no v9\n  why: it has v1 to v3\n  next: slipway versions ${model} lists them` },
    { words: [model, '12'], says: 'error: version: expected one such as v12\n  why: got "12"' },
    { words: [`${model}@v1`, 'v2'], says: 'error: expected one version\n  why: got v1 and v2' },
    { words: ['suport-triage@v1'], says: 'next: did you mean support-triage?' },
  ])('refuses $words in three lines', async ({ words, says }) => {
    const { exitCode, stdout, stderr } = await slipway('show', ...words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(3);
  });
});

describe('slipway history', () => {
  it('tells who served when, put there by whom and why', async () => {
    const { stdout } = await slipway('history', model);
    expect(rowsOf(stdout)).toEqual([
      ['version', 'from (UTC)', 'put there by', 'why'],
      ['v1', '2024-11-18 10:00', 'cli:anna', 'first release'],
      ['v2', '2024-11-19 10:00', 'cli:anna', 'every canary step was passed'],
      ['v1', '2024-11-19 12:00', 'cli:ben', 'wrong refunds'],
    ]);
    expectNarrow(stdout);
  });

  it.each([
    { asOf: '2024-11-18T10:00Z', version: 'v1', run: 0, by: 'cli:anna' },
    { asOf: '2024-11-19 11:59', version: 'v2', run: 1, by: 'cli:anna' },
    { asOf: '2024-11-19T13:00+01:00', version: 'v1', run: 0, by: 'cli:ben' },
  ] as const)('answers what served at $asOf: $version', async ({ asOf, version, run, by }) => {
    const { exitCode, stdout } = await slipway('history', model, '--as-of', asOf, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ served: { version, digest: digestOf(run), by } });
  });

  it('takes a day for its beginning, and says what came later that day', async () => {
    const { stdout } = await slipway('history', model, '--as-of', '2024-11-19');
    expect(stdout).toContain(`${model} in production at 2024-11-19 00:00:00 UTC: v1`);
    expect(stdout).toContain('later that day: v2 from 2024-11-19 10:00:00 UTC, put there by cli:anna');
    expect(stdout).toContain('later that day: v1 from 2024-11-19 12:00:00 UTC, put there by cli:ben');
  });

  it.each([
    { asOf: '2024-11-18T09:59', exitCode: 1, says: 'why: the first, v1, came at 2024-11-18 10:00:00 UTC' },
    { asOf: '2999-01-01', exitCode: 2, says: '--as-of: 2999-01-01 00:00:00 UTC has not been yet' },
    { asOf: '2026-02-30', exitCode: 2, says: '--as-of: expected a day or a time, such as 2026-11-20' },
    { asOf: 'yesterday', exitCode: 2, says: 'why: got "yesterday"' },
  ])('says what is wrong with $asOf', async ({ asOf, exitCode, says }) => {
    const { stderr, ...said } = await slipway('history', model, '--as-of', asOf);
    expect(said).toEqual({ exitCode, stdout: '' });
    expect(stderr).toContain(says);
  });

  it('knows that nothing has been elsewhere', async () => {
    expect(await slipway('history', model, '--environment', 'staging')).toMatchObject({
      exitCode: 0,
      stdout: `${model}: no version has been in staging\n`,
    });
  });
});

describe('slipway diff', () => {
  it('shows data, recipe, scores, file and the chat template', async () => {
    const { exitCode, stdout } = await slipway('diff', model, 'v1', 'v2');
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${model}: v1 → v2`);
    expect(stdout).toContain('train.loraRank: 16 → 32');
    expect(stdout).toContain('22 bytes, the same (22 bytes)');
    expect(stdout).toContain('-template of old\n+template of new\n same');
    // These datasets are none: it is said, and the rest is still compared.
    expect(stdout).toContain('not counted: Expected');
    expectNarrow(stdout);
  });

  it('is one document for programs', async () => {
    const { stdout } = await slipway('diff', model, 'v1', 'v2', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ versions: { from: 'v1', to: 'v2' }, recipe: [{ key: 'train.loraRank' }], rowChanges: null });
  });
});

/** Cells of a table, a list a row. */
function rowsOf(stdout: string): string[][] {
  const lines = stdout.split('\n').filter((line) => line.startsWith('│'));
  return lines.map((line) =>
    line
      .split('│')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function expectNarrow(stdout: string): void {
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
}
