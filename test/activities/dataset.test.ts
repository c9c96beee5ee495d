/** The activity as a worker runs it: what the data is at fault for is an outcome, what the machine is at fault for is tried again. */

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ActivityCancellationDetails } from '@temporalio/common';
import type { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import type { Progress } from '../../dataset/stage/progress.js';
import type { SourceStore } from '../../platform/ports.js';
import { listAudit } from '../../registry/audit.js';
import { noSmallDisk, smallDisk } from '../support/small-disk.js';
import { aScene } from './dataset-scene.js';
import { someTickets, ticket } from './tickets.js';

describe('validateDataset', () => {
  it.each([
    ['a source that is not there', undefined, /^rejected: .*data\.jsonl/],
    ['an empty file', '', /^rejected: .*There is no line to read/],
    ['malformed lines only', 'a\nb\nc', /^rejected: .*3 of 3 lines/],
    ['bytes that are no text', Buffer.from([0x7b, 0xff, 0x7d]), /^rejected: .*1 invalid-utf8/],
    ['12 new examples where 100 are wanted', someTickets(12).join('\n'), /^skipped: .*12/],
  ])('of %s is an outcome, makes no version and leaves nothing', async (_, content, told) => {
    const scene = await aScene();
    if (content !== undefined) await writeFile(scene.source, content);
    const result = await scene.validate();
    expect(`${result.outcome}: ${result.reason}`).toMatch(told);
    expect(result.dataset).toBeNull();
    const kept = await scene.store.list('datasets/');
    expect(kept.filter((key) => !key.startsWith('datasets/triage/reports/'))).toEqual([]);
    expect(kept.filter((key) => key.endsWith('.json'))).toEqual(result.report === null ? [] : [result.report.key]);
    expect(await scene.left()).toEqual([]);
    const details = { outcome: result.outcome, ...(result.report === null ? {} : { report: result.report.sha256 }) };
    const entries = await listAudit(scene.store, 'triage');
    expect(entries).toMatchObject([{ action: 'dataset-refused', actor: 'run:ft-1', subject: 'ft-1', details }]);
  });

  it('that is accepted is in the audit once, by its version, with its counts and without its rows', async () => {
    const scene = await aScene();
    await writeFile(scene.source, someTickets(300).join('\n'));
    const { dataset, report } = await scene.validate();
    await scene.validate();
    const entries = await listAudit(scene.store, 'triage');
    expect(entries).toMatchObject([
      {
        action: 'dataset-accepted',
        subject: dataset?.version,
        details: { runId: 'ft-1', report: report?.sha256, counts: { read: 300, accepted: 300 }, training: { new: 300 }, stoppedBy: [] },
      },
    ]);
    expect(JSON.stringify(entries)).not.toContain('Ticket 1');
    expect(await scene.left()).toEqual([]);
  });

  it('with a label that was never seen gives the version, and waits for a person whose answer is in the audit once', async () => {
    const scene = await aScene();
    await writeFile(scene.source, someTickets(300).join('\n'));
    const { dataset: parent } = await scene.validate();
    const fresh = [...someTickets(145, { from: 300 }), ...someTickets(5, { from: 500, labels: ['lost'] })];
    await writeFile(scene.source, fresh.join('\n'));
    const held = await scene.validate({ runId: 'ft-2', parent });
    expect(held).toMatchObject({ outcome: 'needs-review', reason: expect.stringContaining('lost') as string });
    const { dataset, report, reason } = held;
    if (dataset === null || report === null) throw new Error('expected a version with its report');
    expect(await scene.store.read(dataset.manifest.key)).toBeDefined();
    const answer = { approved: true, identity: 'cli:anna', reason: 'a new product', at: '2026-11-21T10:00:00.000Z' };
    const review = { reason, dataset: dataset.version, report, answer };
    for (let attempt = 0; attempt < 2; attempt += 1) await scene.activities.recordDataReview({ model: 'triage', runId: 'ft-2', review });
    expect((await listAudit(scene.store, 'triage')).slice(1)).toMatchObject([
      { action: 'dataset-held', subject: dataset.version, details: { outcome: 'needs-review', stoppedBy: ['new-kinds'] } },
      {
        action: 'dataset-approved',
        actor: 'cli:anna',
        subject: dataset.version,
        at: answer.at,
        details: { runId: 'ft-2', evidenceSha256: report.sha256, reason: 'a new product' },
      },
    ]);
  });

  it('of a run that an earlier release started has defaults for what that release did not know', async () => {
    const scene = await aScene({ knowsOnly: ['sources', 'minimumNewExamples', 'heldOut', 'validation'] });
    await writeFile(scene.source, someTickets(300).join('\n'));
    expect(await scene.validate()).toMatchObject({ outcome: 'accepted' });
  });

  it('trains on no row that a suite of the file asks', async () => {
    const scene = await aScene();
    const lines = someTickets(300);
    await writeFile(scene.source, lines.join('\n'));
    const asked = lines.slice(0, 2).map((line, index) => {
      const { messages } = JSON.parse(line) as { messages: object[] };
      return JSON.stringify({ id: String(index), messages: messages.slice(0, -1), expected: '{"intent":"card"}' });
    });
    await writeFile(scene.regression, `\n${asked.join('\n\n')}`);
    const { outcome, dataset } = await scene.validate();
    expect(outcome).toBe('accepted');
    const splits = await Promise.all(
      [dataset?.train, dataset?.validation, dataset?.heldOut].map(async (ref) => (await scene.store.read(ref?.key ?? ''))?.body.toString()),
    );
    expect(splits.join('')).toContain('Ticket 2:');
    expect(splits.join('')).not.toMatch(/Ticket [01]:/);
  });

  it.each([
    ['is not there', undefined, /^evaluate\.regression\.suite: expected a file at .*regression\.jsonl/],
    ['is no suite', 'hello', /^suite regression, line 1: expected one JSON object/],
  ])('ends for good, before anything is trained, when a suite %s', async (_, content, message) => {
    const scene = await aScene();
    await writeFile(scene.source, someTickets(300).join('\n'));
    await rm(scene.regression);
    if (content !== undefined) await writeFile(scene.regression, content);
    const failure = { type: 'EvaluationInvalid', nonRetryable: true, message: expect.stringMatching(message) as string };
    await expect(scene.validate()).rejects.toMatchObject(failure);
    expect(await scene.left()).toEqual([]);
  });

  it('reads what is not on this machine through the store of sources', async () => {
    const bytes = Buffer.from(someTickets(300).join('\n'));
    const object = { uri: 's3://team/tickets/a.jsonl', bytes: bytes.length, pin: 'v7' };
    const sources: SourceStore = {
      list: async () => [object],
      read: async function* (_object, from, to) {
        yield bytes.subarray(from, to);
      },
    };
    const scene = await aScene({ sources, source: 's3://team/tickets/' });
    const { outcome, report } = await scene.validate();
    expect(outcome).toBe('accepted');
    const stored = JSON.parse((await scene.store.read(report?.key ?? ''))?.body.toString() ?? '') as { files: object[] };
    expect(stored.files).toMatchObject([{ file: object.uri, pin: expect.stringContaining('v7') as string }]);
  });
});

describe('an attempt to validate', () => {
  it('tells with its heartbeats how far it is', async () => {
    const scene = await aScene();
    await writeFile(scene.source, someTickets(300).join('\n'));
    const beats: Progress[] = [];
    await scene.validate({ onHeartbeat: (progress) => void (progress === undefined ? undefined : beats.push(progress)) });
    expect(beats).toContainEqual(expect.objectContaining({ step: 'reading', source: scene.source, lines: 300 }));
    expect(beats.map(({ step }) => step)).toContain('writing');
  });

  it.each([
    ['was stopped with its worker leaves its work to the next one', { workerShutdown: true }, 1],
    ['was cancelled leaves nothing', { cancelRequested: true }, 0],
  ])('that %s', async (_, details, left) => {
    const scene = await aScene();
    await writeFile(scene.source, someTickets(300).join('\n'));
    const stop = (progress: Progress | undefined, environment: MockActivityEnvironment): void => {
      if (progress?.step === 'comparing') environment.cancel('CANCELLED', new ActivityCancellationDetails(details));
    };
    await expect(scene.validate({ onHeartbeat: stop })).rejects.toThrow('CANCELLED');
    expect(await scene.left()).toHaveLength(left);
    expect((await scene.store.list('')).filter((key) => key.startsWith('datasets/'))).toEqual([]);
    const steps: (string | undefined)[] = [];
    const next = await scene.validate({ attempt: 2, onHeartbeat: (progress) => void steps.push(progress?.step) });
    expect(next).toMatchObject({ outcome: 'accepted' });
    // What was read by the one before is not read again.
    expect(steps.includes('reading')).toBe(left === 0);
    expect(await scene.left()).toEqual([]);
  });

  it('goes on where it was stopped, with a parent too', async () => {
    const scene = await aScene();
    await writeFile(scene.source, someTickets(300).join('\n'));
    const { dataset: parent } = await scene.validate();
    await writeFile(scene.source, someTickets(150, { from: 300 }).join('\n'));
    const stop = (progress: Progress | undefined, environment: MockActivityEnvironment): void => {
      if (progress?.step === 'comparing') environment.cancel('CANCELLED', new ActivityCancellationDetails({ workerShutdown: true }));
    };
    await expect(scene.validate({ runId: 'ft-2', parent, onHeartbeat: stop })).rejects.toThrow('CANCELLED');
    const steps: (string | undefined)[] = [];
    const next = await scene.validate({ runId: 'ft-2', parent, attempt: 2, onHeartbeat: (progress) => void steps.push(progress?.step) });
    expect(next).toMatchObject({ outcome: 'accepted' });
    expect(steps).not.toContain('reading');
  });

  it('is followed by another where the store is away', async () => {
    let isAway = true;
    const scene = await aScene({ failing: () => isAway });
    await writeFile(scene.source, someTickets(300).join('\n'));
    await expect(scene.validate()).rejects.toThrow('the store is away');
    expect(await scene.left()).toEqual(['ft-1']);
    isAway = false;
    expect(await scene.validate({ attempt: 2 })).toMatchObject({ outcome: 'accepted' });
    expect(await scene.left()).toEqual([]);
  });

  it.for(['scratch', 'store'] as const)('goes on once there is room again on the full disk of the %s', async (full, { skip }) => {
    const disk = await smallDisk(4_000_000);
    skip(disk === undefined, noSmallDisk);
    const scene = await aScene({ [full]: disk });
    const lines = Array.from({ length: 150 }, (_, index) => ticket(index, { words: 300 }));
    await writeFile(scene.source, lines.join('\n'));
    const filler = join(disk ?? '', 'filler');
    await writeFile(filler, Buffer.alloc(3_800_000));
    await expect(scene.validate()).rejects.toSatisfy(
      (error: Error) =>
        /^disk full|no space left/i.test(error.message) &&
        error.message.includes(disk ?? '') &&
        !('nonRetryable' in error && error.nonRetryable === true),
    );
    expect((await scene.store.list('datasets/')).filter((key) => key.endsWith('manifest.json'))).toEqual([]);
    await rm(filler);
    expect(await scene.validate({ attempt: 2 })).toMatchObject({ outcome: 'accepted' });
    expect(await scene.left()).toEqual([]);
  });
});
