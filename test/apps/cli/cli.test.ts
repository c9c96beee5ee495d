import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256OfFolder } from '../../../gguf/digest.js';
import { packageRoot } from '../../../platform/package-root.js';
import type { ProcessResult } from '../../../platform/ports.js';
import { useProgram } from './harness.js';

/** Every test starts the real program, which takes a second or two. */
const patience = { timeout: 30_000 };

const program = useProgram();

describe('the slipway program', patience, () => {
  it('lists every command in its help', async () => {
    const { exitCode, stdout } = await slipway('--help');
    const files = await readdir(join(packageRoot(), 'apps/cli/commands'));
    const commands = files.filter((name) => name !== 'index.ts').map((name) => name.replace(/\.ts$/, ''));
    const listed = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => name);
    expect(exitCode).toBe(0);
    expect(stdout.match(/^ {2}[0-3] {2}\S/gm)).toHaveLength(4);
    expect(listed.toSorted()).toEqual([...commands, 'help'].toSorted());
  });

  it('ends with 2 for a command that it does not have, and says which one was meant', async () => {
    const { exitCode, stdout, stderr } = await slipway('chekc');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe("error: unknown command 'chekc'\n(Did you mean check?)\n  next: slipway --help\n");
  });

  it.each([
    ['rollback', '--help'],
    ['help', 'rollback'],
  ])('shows the help of a command: slipway %s %s', async (...args) => {
    const { exitCode, stdout, stderr } = await slipway(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Usage: slipway rollback [options] <model>');
    expect(stdout).toContain('    slipway rollback support-triage --to v3 --reason "wrong refunds"');
  });

  it('shows its help and ends with 2 where no command is given', async () => {
    const { exitCode, stdout, stderr } = await slipway();
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('Usage: slipway [options] [command]');
    expect(stderr).not.toContain('error');
  });

  it.each([
    ['rollback', 'support-triage'],
    ['versions', '--bad'],
  ])('names the help of the command whose line is wrong: slipway %s %s', async (...args) => {
    const { exitCode, stderr } = await slipway(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: .*\n {2}next: slipway \w+ --help\n$/);
    expect(stderr).toContain(`slipway ${args[0]} --help`);
  });

  it.each([
    { args: ['versions', 'suport-triage', '--json'], what: 'model suport-triage is unknown' },
    { args: ['--json', 'chekc'], what: "unknown command 'chekc'" },
  ])('prints an error as one JSON document on standard error with --json: $args', async ({ args, what }) => {
    const { exitCode, stdout, stderr } = await slipway(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(JSON.parse(stderr)).toEqual({ error: { what, why: expect.any(String), next: expect.any(String) } });
  });
});

describe('slipway check', patience, () => {
  it('ends with 2 and names every mistake of a bad file', async () => {
    const file = join(program.folder(), 'bad.yaml');
    await writeFile(
      file,
      `modle: support-triage
data: { sources: [data], minimumNewExample: 5 }
train: { kind: trl, baseModel: { name: tiny, uri: base, sha256: short } }
evaluate: {}
`,
    );
    const { exitCode, stdout, stderr } = await slipway('check', file);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      `error: ${file}: 4 mistakes`,
      expect.stringContaining(`  ${file}:1 model: `),
      `  ${file}:1 modle: unknown key; did you mean model?`,
      `  ${file}:2 data.minimumNewExample: unknown key; did you mean minimumNewExamples?`,
      expect.stringMatching(/:3 train\.baseModel\.sha256: .*slipway digest FOLDER.*, got "short"$/),
      `  next: correct the file, then: slipway check ${file}`,
    ]);
  });

  it('prints nothing but JSON on standard output with --json', async () => {
    const { exitCode, stdout, stderr } = await slipway('check', '--json', '--no-files', 'configs/pipelines/support-triage.yaml');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      files: [
        {
          model: 'support-triage',
          valid: true,
          digest: expect.stringMatching(/^[0-9a-f]{64}$/),
          unprotected: expect.arrayContaining([expect.stringMatching(/^no approval: /)]),
        },
      ],
    });
  });
});

describe('slipway status', patience, () => {
  it('ends with 3 when no Temporal server answers, and says how to start one', async () => {
    const { exitCode, stdout, stderr } = await slipway('status', 'support-triage');
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain(`error: expected a Temporal server at ${program.temporalAddress()}\n  why: none answered (`);
    expect(stderr).toContain('  next: start one with: slipway up');
  });
});

describe('slipway versions', patience, () => {
  it('needs no server, and says so when nothing was released', async () => {
    const { exitCode, stdout, stderr } = await slipway('versions', 'support-triage');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('no version has been released');
  });
});

describe('slipway digest', patience, () => {
  it('prints the 64 hex digits that a pipeline file wants, and nothing else', async () => {
    const { exitCode, stdout, stderr } = await slipway('digest', 'configs/suites');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^[0-9a-f]{64}\n$/);
    expect(stdout.trim()).toBe(await sha256OfFolder(join(packageRoot(), 'configs/suites')));
  });
});

function slipway(...args: string[]): Promise<ProcessResult> {
  return program.run(args);
}
