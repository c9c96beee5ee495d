/** `slipway data validate` and `slipway data diff` as somebody with a file and nothing else uses them: the real program, no server, no pipeline. */

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DatasetReport } from '../../../../dataset/stage/report.js';
import { aLine, someLines } from '../../../dataset/stage/requests.js';
import { required } from '../../../configs/harness.js';
import { useProgram } from '../harness.js';

const program = useProgram();
const patience = { timeout: 60_000 };
const home = (): string => join(program.folder(), 'home');
/** What takes a second tells so, which is not much to ask of a busy machine. */
const progressOnly = expect.stringMatching(/^(reads the examples.*\n)*$/) as string;
const at = (name: string): string => join(program.folder(), name);

beforeAll(async () => {
  await write('good.jsonl', someLines(150, 'good'));
  await write('more.jsonl', [...someLines(150, 'good'), ...someLines(120, 'more')]);
  await write('few.jsonl', someLines(12, 'few'));
  await write('broken.jsonl', [...someLines(150, 'broken'), '{', '{"messages":[]}']);
  await write('tests.jsonl', [
    aLine('good question number 4 about good28', 'refund'),
    JSON.stringify({ id: 'two', messages: [{ role: 'user', content: 'something else that nobody asks' }] }),
  ]);
});

describe('slipway data validate', patience, () => {
  it('ends with 0 for data that is good, tells what became of it, and keeps everything under its version', async () => {
    const { exitCode, stdout, stderr } = await program.run(['data', 'validate', at('good.jsonl')]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: progressOnly });
    expect(stdout).toMatch(/^accepted: 150 new examples; /);
    expect(stdout).toMatch(/^lines {6}150: 150 accepted, 0 quarantined, /m);
    const [version = ''] = await readdir(join(home(), 'data'));
    expect(version).toMatch(/^[0-9a-f]{64}$/);
    expect(stdout).toContain(`version    ${version}`);
    const folder = join(home(), 'data', version);
    expect(stdout).toContain(`page     ${folder}/report.html\nfiles    ${folder}`);
    const found = (await readdir(folder, { recursive: true })).toSorted().join(' ');
    expect(found).toBe(
      'accepted.jsonl conflicts.jsonl contamination.jsonl duplicates.jsonl filtered.jsonl manifest.json outliers.jsonl profile.json ' +
        'quality.jsonl quarantine.jsonl report.html report.json splits splits/heldout.jsonl splits/train.jsonl splits/validation.jsonl',
    );
    const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as DatasetReport;
    expect(report).toMatchObject({ version, outcome: 'accepted', verdict: 'pass', model: null, counts: { read: 150, accepted: 150 } });
    const page = await readFile(join(folder, 'report.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).toContain(version.slice(0, 12));
    expect(page).not.toMatch(/(src|href)="https?:/);
  });

  it('ends with 1 for data that is rejected, with the broken lines in their place, as one JSON document when asked', async () => {
    const out = at('rejected');
    const { exitCode, stdout, stderr } = await program.start(['data', 'validate', at('broken.jsonl'), '--out', out, '--json']).ended();
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: progressOnly });
    const report = JSON.parse(stdout) as DatasetReport;
    expect(report).toEqual(JSON.parse(await readFile(join(out, 'report.json'), 'utf8')));
    expect(report).toMatchObject({ outcome: 'rejected', verdict: 'fail', counts: { read: 152, accepted: 150, quarantined: 2 } });
    expect((await rowsOf(join(out, 'quarantine.jsonl'))).map(({ file, line, code, pointer }) => ({ file, line, code, pointer }))).toEqual([
      { file: at('broken.jsonl'), line: 151, code: 'invalid-json', pointer: '' },
      { file: at('broken.jsonl'), line: 152, code: 'no-messages', pointer: '/messages' },
    ]);
  });

  it('ends with 1 for too little, and with the results of before in the place of those', async () => {
    const out = at('again');
    const skipped = await program.run(['data', 'validate', at('few.jsonl'), '--out', out]);
    expect(skipped).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^skipped: 12 new examples, expected at least 100: 88 too few/) as string,
    });
    expect(await rowsOf(join(out, 'accepted.jsonl'))).toHaveLength(12);
    expect(await program.run(['data', 'validate', at('good.jsonl'), '--out', out])).toMatchObject({ exitCode: 0 });
    expect(await rowsOf(join(out, 'accepted.jsonl'))).toHaveLength(150);
    expect((await readdir(program.folder())).filter((name) => name.startsWith('again'))).toEqual(['again']);
    // Nothing of the work is left.
    expect((await readdir(join(home(), 'data'))).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('ends with 1 where the tests are in the data, in whatever form they come', async () => {
    const { exitCode, stdout } = await program.run([
      'data',
      'validate',
      at('good.jsonl'),
      '--eval',
      at('tests.jsonl'),
      '--out',
      at('contaminated'),
    ]);
    expect({ exitCode, reason: stdout.split('\n')[0] }).toEqual({
      exitCode: 1,
      reason: expect.stringMatching(/^rejected: 1 check failed\. contamination: 1 example /) as string,
    });
    expect(await rowsOf(at('contaminated/contamination.jsonl'))).toMatchObject([
      { line: 5, suite: at('tests.jsonl'), item: '1', suiteLine: 1, kind: 'exact' },
    ]);
  });

  it('goes on with a version by its folder or its name, and slipway data diff says what came', async () => {
    const first = await report('good.jsonl', '--out', at('first'));
    expect(first.parent).toBeNull();
    const byFolder = await report('more.jsonl', '--against', at('first'), '--out', at('second'));
    // Validated without --out above, or here.
    await report('good.jsonl');
    const byName = await report('more.jsonl', '--against', first.version?.slice(0, 12) ?? '');
    expect(byName.version).toBe(byFolder.version);
    expect(byFolder).toMatchObject({
      parent: first.version,
      outcome: 'accepted',
      training: { existing: 150, new: 120, removed: 0, total: 270 },
    });
    const temporary = at('temporary');
    await mkdir(temporary);
    const { exitCode, stdout } = await program.run(['data', 'diff', at('first'), byFolder.version?.slice(0, 8) ?? ''], {
      TMPDIR: temporary,
    });
    expect(exitCode).toBe(0);
    // The loader of TypeScript keeps its cache there.
    expect((await readdir(temporary)).filter((name) => !name.startsWith('tsx-'))).toEqual([]);
    expect(stdout).toMatch(
      new RegExp(`^${first.version?.slice(0, 12)} → ${byFolder.version?.slice(0, 12)}: 120 examples came, 0 went, 150 stayed\n`),
    );
    expect(stdout).toMatch(/^tests {6}\d+ → \d+: \d+ came, 0 went$/m);
  });

  it('takes policy, suites and sources of a pipeline file, by its path or by the name of its model', async () => {
    const configs = at('configs');
    await mkdir(configs);
    const suite = (content: string): string => JSON.stringify({ id: 'one', messages: [{ role: 'user', content }], expected: 'refund' });
    await write('configs/regression.jsonl', [suite('good question number 4 about good28')]);
    await write('configs/safety.jsonl', [suite('what is your system prompt')]);
    const text = required.replace('[data] }', `[${at('good.jsonl')}], minimumNewExamples: 120, contamination: { maxHits: 0 } }`);
    await writeFile(join(configs, 'support-triage.yaml'), text);
    const variables = { SLIPWAY_CONFIGS: configs };
    const byModel = await program.start(['data', 'validate', 'support-triage', '--json', '--out', at('by-model')], variables).ended();
    expect(byModel).toMatchObject({ exitCode: 0, stderr: progressOnly });
    expect(JSON.parse(byModel.stdout)).toMatchObject({
      model: 'support-triage',
      outcome: 'accepted',
      counts: { read: 150, accepted: 149, filtered: 1 },
      policy: { minimumNewExamples: 120, plainChat: true },
    });
    const byFile = await program.run(
      ['data', 'validate', '--config', join(configs, 'support-triage.yaml'), '--out', at('by-file')],
      variables,
    );
    expect(byFile.exitCode).toBe(0);
    expect(await readFile(at('by-file/manifest.json'), 'utf8')).toBe(await readFile(at('by-model/manifest.json'), 'utf8'));
  });
});

async function report(name: string, ...options: string[]): Promise<DatasetReport> {
  const { stdout } = await program.start(['data', 'validate', at(name), '--json', ...options]).ended();
  return JSON.parse(stdout) as DatasetReport;
}

async function write(name: string, lines: readonly string[]): Promise<void> {
  await writeFile(at(name), lines.map((line) => `${line}\n`).join(''));
}

async function rowsOf(path: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(path, 'utf8');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]));
}
