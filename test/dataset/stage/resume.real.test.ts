import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { buildDataset } from '../../../dataset/stage/build.js';
import type { BuildRequest } from '../../../dataset/stage/request.js';
import { useBench } from './harness.js';
import { aRequest, someLines } from './requests.js';

const bench = useBench();
const program = join(import.meta.dirname, 'build-killed.ts');

it('goes on after SIGKILL where it was, and ends with the very same bytes', async () => {
  // Files of less than a mebibyte are one batch each, so each is a segment.
  const source = await bench.sources(Array.from({ length: 6 }, (_, index) => [...someLines(800, `file${index}`), '{', '']));
  const whole = await buildDataset(aRequest(source, join(bench.folder(), 'whole')));
  const folder = join(bench.folder(), 'killed');
  let resumed = 0;
  for (const moment of ['reading 3', 'writing']) {
    await killedAt(moment, source, folder);
    const done = (await readdir(join(folder, 'work'))).filter((name) => name.endsWith('.done')).length;
    expect(done).toBeGreaterThanOrEqual(resumed);
    resumed = done;
  }
  expect(resumed).toBeGreaterThanOrEqual(6);
  const steps: string[] = [];
  const request: BuildRequest = { ...aRequest(source, folder), segmentBytes: 64 * 1024, onProgress: ({ step }) => steps.push(step) };
  const built = await buildDataset(request);
  expect(steps).not.toContain('reading');
  expect(built.report.version).toBe(whole.report.version);
  expect(await digestsOf(built.folder)).toEqual(await digestsOf(whole.folder));
});

it('begins anew when a source has changed meanwhile', async () => {
  const source = await bench.sources([someLines(800, 'one'), someLines(800, 'two')]);
  const folder = join(bench.folder(), 'changed');
  await killedAt('comparing', source, folder);
  await writeFile(join(source, '1.jsonl'), `${someLines(700, 'other').join('\n')}\n`);
  const { report } = await buildDataset({ ...aRequest(source, folder), segmentBytes: 64 * 1024 });
  const expected = await buildDataset(aRequest(source, join(bench.folder(), 'expected')));
  expect(report).toEqual(expected.report);
  expect(report.counts.read).toBe(1500);
  await rm(folder, { recursive: true });
});

/** Kills the build with SIGKILL when it prints a line that begins so: `reading 3` is the third sign of life while reading. */
async function killedAt(moment: string, source: string, folder: string): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, source, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  const [step = '', number = '1'] = moment.split(' ');
  let seen = 0;
  for await (const line of createInterface(child.stdout)) {
    // What a former process has read is not read again: then the build comes to the next step at once.
    if (line.startsWith(step)) seen += 1;
    if (seen >= Number(number) || (step === 'reading' && line.startsWith('comparing'))) {
      child.kill('SIGKILL');
      break;
    }
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
}

async function digestsOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const digests = await Promise.all(
    names.map(
      async ({ parentPath, name }) =>
        [
          join(parentPath, name).slice(folder.length),
          createHash('sha256')
            .update(await readFile(join(parentPath, name)))
            .digest('hex'),
        ] as const,
    ),
  );
  return Object.fromEntries(digests);
}
