/** Wrong input to the real program: what it says, the exit code that scripts rely on, and that nothing was written. */

import { copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../platform/package-root.js';
import { required } from '../../configs/harness.js';
import { someLines } from '../../dataset/harness.js';
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
  it.each([
    { of: 'a source that is missing', lines: undefined, exitCode: 1, says: 'rejected: Source ' },
    {
      of: 'malformed lines',
      lines: ['a', 'b'],
      exitCode: 1,
      says: 'rejected: 2 of 2 lines were quarantined (2 invalid-json)',
      shows: /data\/a\.jsonl:2 invalid-json: expected a JSON object/,
    },
    { of: '12 new examples of 100', lines: someLines(12), exitCode: 0, says: 'skipped: 12 new examples, expected at least 100' },
  ])('tells of $of, and leaves nothing behind', async ({ lines, exitCode, says, shows = /billing/ }) => {
    const temporary = join(program.folder(), 'tmp');
    await mkdir(temporary, { recursive: true });
    const source = lines === undefined ? 'nowhere.jsonl' : 'data';
    await write('data/a.jsonl', (lines ?? []).join('\n'));
    await write('billing.yaml', required.replace('model: support-triage', 'model: billing').replace('[data]', `[${source}]`));
    const result = await program.run(['data', 'validate', 'billing'], { SLIPWAY_CONFIGS: configs, TMPDIR: temporary });
    expect(result).toMatchObject({ exitCode, stdout: expect.stringContaining(`billing: ${says}`) as string });
    expect(result.stdout).toMatch(shows);
    // The loader of TypeScript keeps its cache there.
    expect((await readdir(temporary)).filter((name) => !name.startsWith('tsx-'))).toEqual([]);
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
