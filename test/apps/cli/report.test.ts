import { hash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import type { ObjectStore } from '../../../platform/ports.js';
import { saveRun } from '../../../registry/runs.js';
import { required } from '../../configs/harness.js';
import { aRun } from '../../registry/harness.js';
import { aDatasetReport, anEarlierReport } from '../../support/dataset-reports.js';
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

  describe('--data', () => {
    const runId = 'ft-2026-11-19-001';

    /** Of a run that ended before the others. */
    async function ended(named: string, report: object | null): Promise<string> {
      const text = JSON.stringify(report);
      const sha256 = hash('sha256', text);
      const ref = { key: `datasets/${model}/reports/${sha256}.json`, sha256, bytes: text.length };
      if (report !== null) await store.create(ref.key, text);
      await saveRun(
        store,
        aRun(named, { model, endedAt: '2026-11-19T10:00:00Z', datasetReport: report === null ? null : ref, reason: 'Nothing there.' }),
      );
      return sha256;
    }

    it('writes the page on the data of a run, and prints its report with --json', async () => {
      const sha256 = await ended(runId, aDatasetReport());
      const path = written(`${runId}-data`);
      const { exitCode, stdout, stderr } = await slipway('report', `${model}/${runId}`, '--data');
      expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: `${path}\n`, stderr: '' });
      const page = await readFile(path, 'utf8');
      expect(page).toContain('<title>support-triage: accepted</title>');
      expect(page).toContain(sha256);
      const json = await slipway('report', `${model}/${runId}`, '--data', '--json');
      expect(JSON.parse(json.stdout)).toMatchObject({ model, outcome: 'accepted' });
    });

    it('fails with the reason where there is no page on the data', async () => {
      await ended('ft-2026-11-19-002', null);
      await ended('ft-2026-11-19-003', anEarlierReport);
      const none = await slipway('report', `${model}/ft-2026-11-19-002`, '--data');
      expect(none).toMatchObject({
        exitCode: 1,
        stdout: `ft-2026-11-19-002 of ${model} has no report on its data; it ended data-rejected: Nothing there.\n`,
      });
      const earlier = await slipway('report', `${model}/ft-2026-11-19-003`, '--data');
      expect(earlier).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('was kept by an earlier release') as string });
    });
  });

  it('asks Temporal for a run without a record, and ends with 3 where none answers', async () => {
    const { exitCode, stdout, stderr } = await slipway('report', `${model}/ft-2026-11-21-009`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain(program.temporalAddress());
  });
});
