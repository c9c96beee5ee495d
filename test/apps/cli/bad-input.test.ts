/** Wrong input to the real program: what it says, the exit code that scripts rely on, and that nothing was written. */

import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../platform/package-root.js';
import { required } from '../../configs/harness.js';
import { someLines } from '../../dataset/stage/requests.js';
import { useProgram } from './harness.js';

const program = useProgram();
const patience = { timeout: 60_000 };
/** Their questions are kept out of training, so `data validate` reads them. */
const suites = join(packageRoot(), 'configs', 'suites', 'support-triage');
let configs = '';

beforeAll(async () => {
  configs = join(program.folder(), 'configs');
  await mkdir(join(configs, 'data'), { recursive: true });
  await write('support-triage.yaml', required);
  for (const suite of ['regression.jsonl', 'safety.jsonl']) await copyFile(join(suites, suite), join(configs, suite));
  const three = required.replace('model: support-triage', 'model: three').replace('[data] }', '[data], minimumNewExample: 5 }');
  await write('three.yaml', `${three}triggers: { cooldown: 48 }\nrelease: { maxHold: 0.5x }\n`);
});

describe('a pipeline file with mistakes', patience, () => {
  it('is refused in the same words by every command that reads it', async () => {
    const file = join(configs, 'three.yaml');
    const mistakes = [
      `error: ${file}: 3 mistakes`,
      `  ${file}:2 data.minimumNewExample: unknown key; did you mean minimumNewExamples?`,
      expect.stringContaining(`  ${file}:5 triggers.cooldown: expected a text, got 48`),
      `  ${file}:6 release.maxHold: expected at least 1x, got 0.5x; a hold lasts at least its own length`,
      `  next: correct the file, then: slipway check ${file}`,
    ];
    for (const args of [
      ['check', file],
      ['data', 'validate', 'three'],
      ['run', 'three'],
    ]) {
      const { exitCode, stdout, stderr } = await program.run(args, { SLIPWAY_CONFIGS: configs });
      expect({ args, exitCode, stdout }).toEqual({ args, exitCode: 2, stdout: '' });
      expect(stderr.trimEnd().split('\n')).toEqual(mistakes);
    }
  });
});

describe('what cannot be used', patience, () => {
  it.each<{ args: string[]; variables?: Record<string, string>; says: string }>([
    { args: ['versions', 'suport-triage'], says: 'and nothing in the registry\n  next: did you mean support-triage?' },
    { args: ['rollback', 'support-triage', '--to', '3', '--reason', 'x'], says: '--to: expected a version such as v3\n  why: got "3"' },
    { args: ['import', 'support-triage', '/nowhere', '--reason', 'x'], says: '/nowhere: expected a model, a LoRA adapter or a GGUF' },
    { args: ['export', 'support-triage', 'v7', '--to', '/nowhere'], says: 'support-triage has no v7\n  why: it has no version yet' },
    { args: ['digest', '/nowhere'], says: '/nowhere: expected a folder with the files of a model' },
    { args: ['gateway', '--port', '80.5'], says: '--port: expected a port from 0 (any) to 65535\n  why: got "80.5"' },
    {
      args: ['status', 'support-triage'],
      variables: { SLIPWAY_THREADS: 'x', SLIPWAY_RUNTIME_URL: 'localhost' },
      says: 'environment: 2 variables are wrong\n  SLIPWAY_RUNTIME_URL: expected an address such as http://127.0.0.1:17482, got "localhost"\n  SLIPWAY_THREADS: ',
    },
    {
      args: ['status', 'support-triage'],
      variables: { TEMPORAL_ADDRESS: 'http://127.0.0.1:7233' },
      says: 'TEMPORAL_ADDRESS: expected HOST:PORT, such as 127.0.0.1:7233, got "http://127.0.0.1:7233"',
    },
  ])('is named, and ends with 2: $args', async ({ args, variables = {}, says }) => {
    const { exitCode, stdout, stderr } = await program.run(args, { SLIPWAY_CONFIGS: configs, ...variables });
    expect(stderr).toContain(says);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(await readdir(program.folder())).toEqual(['configs']);
  });
});

describe('slipway data validate', patience, () => {
  const files: Readonly<Record<string, string | Buffer>> = {
    'good.jsonl': someLines(12, 'good').join('\n'),
    'binary.jsonl': Buffer.from('89504e470d0a1a0a0000000d49484452000000', 'hex'),
    'schemas.jsonl': '{"prompt":"a","completion":"b"}\n{"text":"a","label":"b"}\n',
    'halves.jsonl': '{"prompt":"a","completion":"b"}\n{"prompt":"a",\n',
    'mine/notes.txt': 'mine',
    'other/manifest.json': '{"name":"an extension"}',
  };
  let data = '';
  beforeAll(async () => {
    data = join(program.folder(), 'examples');
    for (const folder of ['mine', 'other', 'empty']) await mkdir(join(data, folder), { recursive: true });
    for (const [name, content] of Object.entries(files)) await writeFile(join(data, name), content);
  });

  it.concurrent.each<{ of: string; args: string[]; says: RegExp }>([
    {
      of: 'a path that leads nowhere',
      args: ['nowhere.jsonl'],
      says: /nowhere\.jsonl: expected a file or folder, found nothing\. Check the path\.$/m,
    },
    { of: 'a binary file', args: ['binary.jsonl'], says: /expected lines of JSON in \S+binary\.jsonl, found NUL bytes: it is binary/ },
    { of: 'an empty folder', args: ['empty'], says: /empty: expected files, found none\./ },
    {
      of: 'a folder of other files',
      args: ['mine'],
      says: /mine: expected files whose names end with one of \.jsonl, .*, found 1 with other names/,
    },
    {
      of: 'two schemas in one file',
      args: ['schemas.jsonl'],
      says: /Expected one schema in \S+schemas\.jsonl, found prompt-completion before and text at line 2\. Put/,
    },
    {
      of: 'an unknown profile',
      args: ['good.jsonl', '--profile', 'azure'],
      says: /^error: --profile: unknown profile\n {2}why: got "azure"\n {2}next: one of generic, openai, together$/m,
    },
    {
      of: 'a version that is not there',
      args: ['good.jsonl', '--against', 'c0ffeec0ffee'],
      says: /^error: --against: there is no dataset version c0ffeec0ffee\n/,
    },
    {
      of: 'a version that is none',
      args: ['good.jsonl', '--against', './other'],
      says: /other, found a manifest\.json of something else\. Name a folder that/,
    },
    {
      of: 'results that would replace a folder',
      args: ['good.jsonl', '--out', './mine'],
      says: /^error: --out: \S+mine is there already, and holds no results\n.*other files/,
    },
    {
      of: 'results that would replace a file',
      args: ['good.jsonl', '--out', './good.jsonl'],
      says: /^error: --out: \S+good\.jsonl is there already.*\n.*it is a file/,
    },
    {
      of: 'tests that are not there',
      args: ['good.jsonl', '--eval', './nowhere.csv'],
      says: /nowhere\.csv: expected a file or folder, found nothing/,
    },
    {
      of: 'tests of which one cannot be read',
      args: ['good.jsonl', '--eval', './halves.jsonl'],
      says: /Expected an evaluation example at line 2 of \S+halves\.jsonl/,
    },
    { of: 'nothing', args: [], says: /^error: what to read is missing\n/ },
  ])('refuses $of with 2 and one clear line, and writes nothing', async ({ of, args, says }) => {
    const home = join(program.folder(), `home of ${of}`);
    const out = join(program.folder(), `results of ${of}`);
    const [source, ...options] = args;
    const named = source === undefined ? [] : [join(data, source)];
    const more = options.map((word) => (word.startsWith('./') ? join(data, word) : word));
    const results = more.includes('--out') ? [] : ['--out', out];
    const { exitCode, stdout, stderr } = await program.run(['data', 'validate', ...named, ...more, ...results], { SLIPWAY_HOME: home });
    expect(stderr).toMatch(says);
    expect({ exitCode, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ exitCode: 2, stdout: '', lines: 3 });
    expect([existsSync(home), existsSync(out)]).toEqual([false, false]);
    expect((await readdir(data)).toSorted()).toEqual([
      'binary.jsonl',
      'empty',
      'good.jsonl',
      'halves.jsonl',
      'mine',
      'other',
      'schemas.jsonl',
    ]);
    expect(await readdir(join(data, 'mine'))).toEqual(['notes.txt']);
    expect(await readFile(join(data, 'good.jsonl'), 'utf8')).toBe(files['good.jsonl']);
  });
});

describe('a machine without Python', patience, () => {
  it('is told the command that installs it', async () => {
    const bin = join(program.folder(), 'bin');
    await mkdir(bin);
    await symlink(process.execPath, join(bin, 'node'));
    const { exitCode, stdout, stderr } = await program.run(['worker', '--queues', 'cpu'], { PATH: bin });
    expect(exitCode).toBe(1);
    expect(stdout + stderr).toMatch(/expected Python >= 3\.11 with venv, found none on PATH; install it: \w+/);
  });
});

async function write(name: string, text: string): Promise<void> {
  await writeFile(join(configs, name), text);
}
