/** A dataset built in a thread as a worker does it: the same as without one, and neither its errors nor its end get lost. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../dataset/policy.js';
import { buildDataset } from '../../dataset/stage/build.js';
import type { Progress } from '../../dataset/stage/progress.js';
import { threadedBuild } from '../../workers/build-dataset.js';
import { someTickets } from '../activities/tickets.js';
import { aFolder } from '../support/set-up.js';

const build = threadedBuild({ pathStyle: undefined, encryption: undefined, kmsKeyId: undefined });

async function aRequest(lines: readonly string[] | null) {
  const folder = await aFolder();
  const source = join(folder, 'data.jsonl');
  if (lines !== null) await writeFile(source, lines.join('\n'));
  const parts = { model: 'triage', sources: [source], parent: null, suites: [], filterSuitePrompts: true };
  return { ...parts, policy: defaultPolicy, folder: join(folder, 'build') };
}

const unwatched = { signal: new AbortController().signal, onProgress: () => undefined };

describe('a dataset that is built in a thread', () => {
  it('is the one that is built without, and tells how far it is', async () => {
    const request = await aRequest(someTickets(300));
    const steps: Progress['step'][] = [];
    const built = await build(request, { ...unwatched, onProgress: ({ step }) => void steps.push(step) });
    const beside = await buildDataset({ ...request, remote: undefined, folder: `${request.folder}-beside` });
    expect(built).toEqual({ report: beside.report, folder: join(request.folder, 'results') });
    expect(new Set(steps)).toEqual(new Set(['reading', 'comparing', 'writing']));
  });

  it.each([
    ['what is wrong with the data', async () => await aRequest(null), { name: 'DataUnreadableError', message: /data\.jsonl/ }],
    [
      'what the system says, with the path',
      async () => ({ ...(await aRequest(someTickets(3))), folder: '/dev/null/build' }),
      { code: 'ENOTDIR', path: expect.stringContaining('/dev/null') as string },
    ],
  ])('says %s', async (_, request, { message = /./, ...fields }: { readonly message?: RegExp; readonly [field: string]: unknown }) => {
    const failure = { ...fields, message: expect.stringMatching(message) as string };
    await expect(build(await request(), unwatched)).rejects.toMatchObject(failure);
  });

  it('ends when it is told to, in the middle of its work', async () => {
    const stop = new AbortController();
    const reason = new Error('cancelled');
    const watch = { signal: stop.signal, onProgress: () => stop.abort(reason) };
    await expect(build(await aRequest(someTickets(3_000)), watch)).rejects.toBe(reason);
    await expect(build(await aRequest(someTickets(3)), watch)).rejects.toBe(reason);
  });
});
