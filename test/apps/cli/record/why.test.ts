/** Why a version serves and why a run ended, asked of the registry alone: no Temporal server is there. */

import { beforeAll, describe, expect, it } from 'vitest';
import { moveHead } from '../../../../registry/heads.js';
import { registerVersion } from '../../../../registry/manifests.js';
import { aRecordedModel, recordedModel as model, recordedRuns, storeVersion } from '../../../support/recorded-model.js';
import { useHere } from '../here.js';

const { slipway, store } = useHere();
beforeAll(() => aRecordedModel(store()));

describe('slipway why', () => {
  it.each<{ words: readonly string[]; says: string }>([
    { words: [model], says: 'v1 serves production since 2024-11-19 12:00:00 UTC, by cli:ben' },
    { words: [`${model}@v2`], says: 'v2 was taken away from users at 2024-11-19 12:00:00 UTC, by cli:ben' },
    { words: [model, 'v3'], says: 'v3 was rejected at 2024-11-20 09:00:00 UTC and never served' },
    { words: [`${model}/${recordedRuns[2]}`], says: `${recordedRuns[2]} ended as rejected in stage validate` },
    { words: [recordedRuns[0]], says: `${recordedRuns[0]} ended as released` },
  ])('answers $words', async ({ words, says }) => {
    const { exitCode, stdout, stderr } = await slipway('why', ...words);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(oneLine(stdout)).toContain(says);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('gives programs each statement with its evidence', async () => {
    const { stdout } = await slipway('why', model, 'v3', '--json');
    const { version, statements } = JSON.parse(stdout) as { version: string; statements: { about: string; evidence: string[] }[] };
    expect(version).toBe('v3');
    expect(statements.slice(0, 2)).toEqual([
      expect.objectContaining({ about: 'state', evidence: [expect.stringMatching(/^manifest [0-9a-f]{12}$/)] }),
      expect.objectContaining({ about: 'gates', evidence: [expect.stringMatching(/^evidence [0-9a-f]{12}$/)] }),
    ]);
  });

  it('asks Temporal for a run that has no record, and ends with 3 where none answers', async () => {
    const { exitCode, stdout, stderr } = await slipway('why', `${model}/ft-2024-12-01-001`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('expected a Temporal server at 127.0.0.1:1');
  });

  it('says that nobody has written down who put there what the head names', async () => {
    const { version, artifact } = await registerVersion(store(), await storeVersion(store(), 'ft-2', { model: 'orders' }));
    const to = { version, ggufSha256: artifact.gguf.sha256 };
    const move = { model: 'orders', environment: 'production', to, expected: null, runId: 'ft-2', reason: 'by hand' };
    await moveHead({ store: store(), ...move, at: '2024-11-20T00:00:00Z' });
    const { stdout } = await slipway('why', 'orders');
    expect(oneLine(stdout)).toContain('The production head names v1, and the audit tells of nobody who put it there');
  });

  it('says of a model of which nothing serves that nothing does', async () => {
    await registerVersion(store(), await storeVersion(store(), 'ft-1', { model: 'billing', status: 'candidate' }));
    expect(await slipway('why', 'billing')).toMatchObject({
      exitCode: 0,
      stdout: 'Nothing of billing serves: no version has been released.\n',
    });
  });
});

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
