import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { saveRun } from '../../../registry/runs.js';
import { required } from '../../configs/harness.js';
import { aRun } from '../../registry/harness.js';
import { useProgram } from './harness.js';

const program = useProgram();
const patience = { timeout: 60_000 };
const model = 'support-triage';
const kept = '<!doctype html>\n<title>kept</title>\n';
const [first, last] = ['ft-2026-11-20-001', 'ft-2026-11-21-001'];

let store: ObjectStore;
let variables: Readonly<Record<string, string>>;
beforeAll(async () => {
  store = createFileObjectStore(join(program.folder(), 'store'));
  const configs = join(program.folder(), 'configs');
  await mkdir(configs);
  await writeFile(join(configs, `${model}.yaml`), required);
  // No screen, whatever the machine of the tests has.
  variables = { SLIPWAY_CONFIGS: configs, DISPLAY: '', WAYLAND_DISPLAY: '' };
  await saveRun(store, aRun(first, { model, endedAt: '2026-11-20T10:00:00Z' }));
  await saveRun(store, aRun(last, { model, endedAt: '2026-11-21T10:00:00Z' }));
  await store.create(`reports/${model}/${last}.html`, kept);
});

const slipway = (...args: readonly string[]) => program.run(args, variables);
const written = (runId: string): string => join(program.folder(), 'home', 'reports', `${model}-${runId}.html`);

describe('slipway report', patience, () => {
  it('writes the kept page of the latest run of a model that has ended, and prints where', async () => {
    const { exitCode, stdout, stderr } = await slipway('report', model);
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: `${written(last)}\n`, stderr: '' });
    expect(await readFile(written(last), 'utf8')).toBe(kept);
  });

  it('draws the page of a run that has none, takes the id of the Web UI, and opens nothing where there is no screen', async () => {
    const out = join(program.folder(), 'new', 'report.html');
    const { exitCode, stdout, stderr } = await slipway('report', `run/${model}/${first}`, '--out', out, '--open');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${out}\n` });
    expect(stderr).toBe('not opened: this is no terminal of a desktop; open the file in a browser\n');
    expect(await readFile(out, 'utf8')).toContain(`<title>${model} ${first}: data-rejected</title>`);
    expect(await readdir(join(program.folder(), 'new'))).toEqual(['report.html']);
  });

  it('knows a run by its id alone, and prints what its page is drawn from with --json', async () => {
    const { exitCode, stdout } = await slipway('report', last, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      run: { model, runId: last },
      looks: [],
      problems: [expect.stringMatching(/^Dataset report: /)],
    });
  });

  it('ends with 2 where nothing can be written, and says what to type', async () => {
    const { exitCode, stdout, stderr } = await slipway('report', `${model}/${last}`, '--out', '/');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('the page cannot be written to /');
    expect(stderr).toContain('name a file that can be written: --out FILE');
  });

  it('asks Temporal for a run without a record, and ends with 3 where none answers', async () => {
    const { exitCode, stdout, stderr } = await slipway('report', `${model}/ft-2026-11-21-009`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain(program.temporalAddress());
  });
});
