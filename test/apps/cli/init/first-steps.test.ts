/** The first commands of a newcomer, in the real program and in a folder of their own: no terminal, so nothing is asked. */

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../platform/package-root.js';
import type { ProcessResult } from '../../../../platform/ports.js';
import { createProcessRunner } from '../../../../platform/process-runner.js';
import { someLines } from '../../../dataset/stage/requests.js';
import { aFolder } from '../../../support/set-up.js';

/** Each start of the program takes a second or two. */
const patience = { timeout: 60_000 };

describe('from an empty folder', patience, () => {
  it('examples, a pipeline file and a valid check are three commands away', async () => {
    const folder = await aFolder();
    const written = await slipway(folder, 'data', 'example', 'tickets.jsonl', '--rows', '160');
    expect(written).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringContaining('slipway init tickets.jsonl --trial') as string,
    });
    const made = await slipway(folder, 'init', 'tickets.jsonl', '--trial');
    expect(made).toMatchObject({ exitCode: 0, stderr: '' });
    expect(made.stdout).toMatch(
      /^tickets\.jsonl: 160 lines; 160 examples with messages\ntask {7}classification: answers are JSON, intent has 8 values in 160 rows$/m,
    );
    expect(made.stdout).toMatch(/^ {2}slipway run tickets --wait /m);
    expect((await readdir(folder, { recursive: true })).filter((name) => name.includes('.')).toSorted()).toEqual([
      'configs/pipeline.schema.json',
      'configs/pipelines/tickets.yaml',
      'configs/suites/tickets/regression.jsonl',
      'configs/suites/tickets/safety.jsonl',
      'docker-compose.slipway.yml',
      'tickets.jsonl',
    ]);
    const checked = await slipway(folder, 'check');
    expect(checked).toMatchObject({ exitCode: 0, stderr: '' });
    expect(checked.stdout).toMatch(
      /^configs\/pipelines\/tickets\.yaml: valid \(tickets, [0-9a-f]{12}\)\n {2}points to: 1 data file, 16 regression and 18 safety items, base model slipway-tiny$/m,
    );
    const validated = await slipway(folder, 'data', 'validate', 'tickets');
    expect(validated.exitCode).toBe(0);
    expect(validated.stdout).toMatch(
      /^accepted: 144 new examples; .*\nlines {6}160: 144 accepted, 0 quarantined, 0 repeated, 0 near duplicates, 16\s+filtered, 0 blank\n/,
    );
  });

  it('a second start changes nothing and names what is in the way', async () => {
    const folder = await aFolder();
    await writeFile(join(folder, 'rows.jsonl'), someLines(120, 'ticket').join('\n'));
    await slipway(folder, 'init', 'rows.jsonl', '--trial');
    const file = join(folder, 'configs', 'pipelines', 'rows.yaml');
    const before = await readFile(file, 'utf8');
    const again = await slipway(folder, 'init', 'rows.jsonl', '--no-trial');
    expect(again).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/nothing was written\n {2}why: .*rows\.yaml\n {2}next: --force/) as string,
    });
    expect(await readFile(file, 'utf8')).toBe(before);
    const forced = await slipway(folder, 'init', 'rows.jsonl', '--no-trial', '--force', '--json');
    expect(JSON.parse(forced.stdout)).toMatchObject({
      model: 'rows',
      trial: false,
      written: [file],
      task: { kind: 'classification', labels: 2 },
    });
    expect(await readFile(file, 'utf8')).toContain('hold: 2h');
  });
});

describe('where nobody can be asked', patience, () => {
  it.each([
    { args: ['init'], files: {}, says: /expected the file with your examples\n {2}why: .*\n {2}next: slipway init FILE\.jsonl/ },
    {
      args: ['init', '日本.jsonl'],
      files: { '日本.jsonl': someLines(60, 'ticket').join('\n') },
      says: /expected a name for the model\n.*\n {2}next: give one: --model NAME/,
    },
    { args: ['data', 'example', 'a.jsonl'], files: { 'a.jsonl': 'mine' }, says: /a\.jsonl is there already/ },
    { args: ['check'], files: {}, says: /there is no pipeline file to check\n[^]*next: write one for your data: slipway init/ },
  ])('what is missing is told, and nothing is written: $args', async ({ args, files, says }) => {
    const folder = await aFolder();
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const { exitCode, stdout, stderr } = await slipway(folder, ...args);
    expect(stderr).toMatch(says);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(await readdir(folder)).toEqual(Object.keys(files));
  });
});

async function slipway(folder: string, ...args: string[]): Promise<ProcessResult> {
  return await createProcessRunner().run({
    program: process.execPath,
    args: ['--import', import.meta.resolve('tsx'), join(packageRoot(), 'apps', 'cli', 'main.ts'), ...args],
    cwd: folder,
    // The pages of reports are JSX, which is compiled as the checkout's settings say, wherever the program is started.
    env: { SLIPWAY_HOME: join(folder, '.home'), TSX_TSCONFIG_PATH: join(packageRoot(), 'tsconfig.json') },
  });
}
