/** Completion as shells ask for it, with a folder of pipeline files and a registry of this test. */

import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { commands } from '../../../apps/cli/commands/index.js';
import { directives, suggestionsFor } from '../../../apps/cli/complete.js';
import { packageRoot } from '../../../platform/package-root.js';
import { createProcessRunner } from '../../../platform/process-runner.js';
import { aDraft, aRun } from '../../registry/harness.js';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import { registerVersion } from '../../../registry/manifests.js';
import { saveRun } from '../../../registry/runs.js';
import { useProgram } from './harness.js';

const program = useProgram();
const patience = { timeout: 30_000 };

beforeAll(async () => {
  const configs = join(program.folder(), 'configs');
  await mkdir(configs);
  for (const name of ['support-triage.yaml', 'billing.yaml', 'notes.txt', '$(date).yaml']) await writeFile(join(configs, name), '');
  const store = createFileObjectStore(join(program.folder(), 'store'));
  for (const runId of ['ft-2026-11-20-001', 'ft-2026-11-21-001']) await registerVersion(store, aDraft(runId, { model: 'support-triage' }));
  await saveRun(store, aRun('ft-2026-11-21-001', { model: 'support-triage' }));
  vi.stubEnv('SLIPWAY_CONFIGS', configs);
  vi.stubEnv('SLIPWAY_STORE', join(program.folder(), 'store'));
  vi.stubEnv('SLIPWAY_HOME', join(program.folder(), 'home'));
});
afterAll(() => {
  vi.unstubAllEnvs();
});

describe('the words that a command line may go on with', () => {
  it.each<{ line: string[]; expected: string[] }>([
    { line: ['ro'], expected: ['rollback'] },
    { line: ['help', 'ro'], expected: ['rollback'] },
    { line: ['help', 'rollback', ''], expected: [] },
    { line: ['--json', 'ro'], expected: ['rollback'] },
    { line: ['data', 'v'], expected: ['validate'] },
    { line: ['nothing', ''], expected: [] },
    { line: ['rollback', '--'], expected: ['--to', '--reason', '--help', '--json'] },
    { line: ['rollback', 'support-triage', '--r'], expected: ['--reason'] },
    { line: ['rollback', '--reason', ''], expected: [] },
    { line: ['completion', ''], expected: ['bash', 'zsh', 'fish', 'powershell'] },
    { line: ['completion', 'bash', ''], expected: [] },
  ])('are $expected after $line', async ({ line, expected }) => {
    const { values, directive } = await suggestionsFor(theProgram(), line);
    expect(values.map(([value]) => value)).toEqual(expected);
    expect(directive).toBe(directives.nothingElse);
  });

  it.each([
    [['check', ''], directives.files],
    [['check', 'a.yaml', ''], directives.files],
    [['gateway', '--state', ''], directives.files],
    [['digest', ''], directives.folders],
  ])('are files or folders after %j, which the shell knows itself', async (line, directive) => {
    expect(await suggestionsFor(theProgram(), line)).toEqual({ values: [], directive });
  });

  it('are every command at the beginning, each with what it does', async () => {
    const { values } = await suggestionsFor(theProgram(), ['']);
    expect(values.slice(0, -1)).toEqual(commands.map(({ name, summary }) => [name, summary]));
  });
});

describe('the names that a command line may go on with', () => {
  it.each<{ line: string[]; expected: string[] }>([
    { line: ['rollback', ''], expected: ['billing', 'support-triage'] },
    { line: ['data', 'validate', 's'], expected: ['support-triage'] },
    { line: ['rollback', 'support-triage', '--to', ''], expected: ['v2', 'v1'] },
    { line: ['rollback', 'support-triage', '--to=v1'], expected: ['--to=v1'] },
    { line: ['rollback', 'support-triage', '--to', '=', 'v1'], expected: ['v1'] },
    { line: ['rollback', 'support-triage', '--to', '='], expected: ['v2', 'v1'] },
    { line: ['rollback', '../..', '--to', ''], expected: [] },
    { line: ['cancel', 'support-triage', ''], expected: ['ft-2026-11-21-001'] },
    { line: ['diff', 'support-triage', 'v1', ''], expected: ['v2', 'v1'] },
    {
      line: ['why', 's'],
      expected: ['support-triage', 'support-triage/ft-2026-11-21-001', 'support-triage@v2', 'support-triage@v1'],
    },
    { line: ['report', 's'], expected: ['support-triage', 'support-triage/ft-2026-11-21-001'] },
  ])('are $expected after $line', async ({ line, expected }) => {
    const { values } = await suggestionsFor(theProgram(), line);
    expect(values.map(([value]) => value)).toEqual(expected);
  });
});

describe('slipway complete', patience, () => {
  it('answers in the protocol that the scripts speak', async () => {
    const { exitCode, stdout } = await program.run(['complete', '--', 'ro']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'rollback\tserve an earlier version again\n:4\n' });
  });
});

describe('slipway completion', patience, () => {
  it.each(['fish', 'zsh'])('prints a script for %s that asks slipway', async (shell) => {
    const { exitCode, stdout } = await program.run(['completion', shell]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('slipway complete --');
  });

  it.skipIf(!existsSync('/bin/bash'))('works in a real bash, read twice, with what is typed taken as it is (needs bash)', async () => {
    const { stdout: script } = await program.run(['completion', 'bash']);
    const lines = [
      `slipway() { '${process.execPath}' --import tsx apps/cli/main.ts "$@"; }`,
      script,
      script,
      'try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _slipway_complete; (IFS=,; echo "${COMPREPLY[*]}"); }',
      "try slipway roll; try slipway rollback ''; try slipway rollback support-triage --to = ''",
      "try slipway check READ; try slipway rollback '$(echo x >&2)' --t",
    ];
    const bash = { program: '/bin/bash', args: ['--norc', '-c', lines.join('\n')], cwd: packageRoot() };
    expect(await createProcessRunner().run(bash)).toMatchObject({
      exitCode: 0,
      stdout: 'rollback\nbilling,support-triage\nv2,v1\nREADME.md\n--to\n',
      stderr: '',
    });
  });
});

function theProgram(): Command {
  const made = new Command('slipway').version('0').option('--json');
  for (const { name, summary } of commands) made.command(name).description(summary);
  return made;
}
