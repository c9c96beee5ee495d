/** What `slipway gc` says without a Temporal server, which alone knows whether something goes on: a dry run works, a removal does not. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '../../../../registry/audit.js';
import type { RetentionDecision } from '../../../../registry/retention.js';
import { required } from '../../../configs/harness.js';
import { aRecordedModel, recordedModel as model, storeText } from '../../../support/recorded-model.js';
import { useHere } from '../here.js';

const { slipway, store, folder } = useHere();
beforeAll(async () => {
  await aRecordedModel(store());
  await storeText(store(), 'left by a run that failed');
});
const objects = () => store().list('');

describe('slipway gc --dry-run', () => {
  it('says that nothing would go while everything is younger than retention asks for', async () => {
    await retention('{ rejected: 99999d, unreferenced: 7d, merged: 99999d }');
    const { exitCode, stdout } = await slipway('gc', model, '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^support-triage: 0 objects, 0 bytes would be freed; \d+ objects, .* kept\n$/);
  });

  it('lists what would go, how much and why, and removes nothing', async () => {
    await retention('{ rejected: 1s, unreferenced: 0s, merged: 1s }');
    const before = await objects();
    const { exitCode, stdout } = await slipway('gc', model, '--dry-run');
    expect(exitCode).toBe(0);
    for (const words of ['│ v3 │ GGUF', '│ v3 │ data', '│ v2 │ merged weights', '│ -  │ unreferenced', 'rejected more than 1s ago']) {
      expect(stdout).toContain(words);
    }
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(await objects()).toEqual(before);
    const { stdout: json } = await slipway('gc', model, '--dry-run', '--json');
    const { removed, kept } = JSON.parse(json) as RetentionDecision;
    expect(removed.find(({ what }) => what === 'GGUF')).toMatchObject({ holder: 'v3', why: 'rejected more than 1s ago' });
    expect(kept.filter(({ holder }) => holder === 'v1').map(({ what }) => what)).toContain('GGUF');
  });
});

describe('slipway gc', () => {
  it('removes nothing where no Temporal server answers', async () => {
    const before = await objects();
    const { exitCode, stdout, stderr } = await slipway('gc', model);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('expected a Temporal server at 127.0.0.1:1');
    expect(await objects()).toEqual(before);
  });

  it('refuses a model without a pipeline file: nobody knows how long its artifacts are kept', async () => {
    const { exitCode, stderr } = await slipway('gc', 'billing', '--dry-run');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('model billing is unknown');
  });

  it('leaves in the audit what show tells of a version that has lost something', async () => {
    const groups = [{ holder: 'v3', what: 'GGUF', why: 'rejected more than 30d ago', keys: ['some/key'] }];
    const at = '2024-12-31T00:00:00Z';
    const details = { objects: 1, bytes: 7, groups };
    await appendAudit(store(), { model, at, actor: 'cli:anna', action: 'removed', subject: model, details, idempotencyKey: 'removed' });
    const { stdout } = await slipway('show', model, 'v3');
    expect(stdout).toContain('removed       GGUF, at 2024-12-31 00:00:00 UTC by cli:anna: rejected more than');
  });

  it('decides nothing by a broken audit', async () => {
    await store().remove(`audit/${model}/00000003.json`);
    const { exitCode, stderr } = await slipway('gc', model, '--dry-run');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`error: the audit of ${model} is broken, and nothing is removed by it`);
  });
});

async function retention(text: string): Promise<void> {
  await writeFile(join(folder(), 'configs', `${model}.yaml`), `${required}retention: ${text}\n`);
}
