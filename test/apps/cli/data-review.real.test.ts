/** Data that waits for a person, at a terminal: a real server, real workflows, activities that are scripted. */

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Activities } from '../../../activities/interface.js';
import { connect } from '../../../client/connection.js';
import { createReleases, type Releases } from '../../../client/releases.js';
import { createFileObjectStore } from '../../../platform/object-store-fs.js';
import { saveRun } from '../../../registry/runs.js';
import { aDataset, aWorld } from '../../support/scripted.js';
import { aResolvedSpec } from '../../support/specs.js';
import { useProgram } from './harness.js';
import { admitted, model, useScriptedStack } from './scripted-stack.js';

const program = useProgram();
const { target, variables } = useScriptedStack(program, scriptedActivities, () => undefined);

let releases: Releases;
let close: () => Promise<void>;
beforeAll(async () => {
  const client = await connect(target());
  releases = createReleases(client);
  close = () => client.connection.close();
});
afterAll(() => close());

const report = { key: 'objects/report', sha256: 'c0ffee'.padEnd(64, '0'), bytes: 10 };

describe('data of a kind that was never seen', () => {
  it('is shown as waiting by status and watch, with the commands, and answered by slipway approve', async () => {
    const lines = program.start(['watch', model, '--next'], variables());
    await lines.printed('waiting for the next one');
    const runId = await admitted(releases, 'unseen');
    await vi.waitUntil(() => releases.nextTimer(model, runId, 'validate'), { timeout: 60_000 });
    const [one, all] = await Promise.all([[model], []].map((named) => program.run(['status', ...named], variables())));
    expect(all?.stdout).toMatch(new RegExp(`^${model} .* needs-data-review `, 'm'));
    expect(one?.stdout).toContain('now        needs-data-review: label "refund" was never seen; waiting for a');
    expect(one?.stdout).toContain(
      `data       slipway report ${model}/${runId} --data\napprove    slipway approve ${model} ${runId} --reason "…"\n`,
    );
    expect(one?.stdout).toMatch(/^next +data review deadline in 2 d 23 h/m);
    expect(one?.stdout).toContain('evidence   c0ffee0000000000, SHA-256 of the report on the data');
    const answer = (...more: string[]) =>
      program.run(['approve', model, runId, '--reject', '--reason', 'typing errors', ...more], variables());
    const other = await answer('--evidence', 'e'.repeat(64));
    expect(other.exitCode).toBe(1);
    expect(`${other.stdout}${other.stderr}`).toContain(`expected an answer to evidence ${report.sha256}, got one to ${'e'.repeat(64)}`);
    expect(await answer()).toMatchObject({ exitCode: 0, stdout: `${runId}: rejected\n` });
    const watched = await lines.ended();
    expect(watched.exitCode).toBe(1);
    const told = watched.stdout.replaceAll(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}/gm, '');
    expect(told).toContain(`slipway approve ${model} ${runId} --reason "…", and the same with --reject for no\n`);
    expect(told).toMatch(/data-rejected.*: data rejected by cli:.*: typing errors\n$/);
    const late = await answer();
    expect(late).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('it has ended: data-rejected') as string });
  });
});

function scriptedActivities(): Activities {
  const store = createFileObjectStore(join(program.folder(), 'store'));
  const reason = 'needs-data-review: label "refund" was never seen';
  const { activities } = aWorld({
    resolved: aResolvedSpec(),
    overrides: {
      validateDataset: async () => ({ outcome: 'needs-review', dataset: aDataset, report, reason }),
      recordRun: async (result) => void (await saveRun(store, { ...result, endedAt: new Date().toISOString() })),
    },
  });
  return activities;
}
