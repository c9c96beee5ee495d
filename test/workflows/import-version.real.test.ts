/** Imports and adoptions in skipped time, with scripted activities: what is called in which order, and what the next run makes of such a champion. */

import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it, vi } from 'vitest';
import type { Activities } from '../../activities/interface.js';
import type { ImportSource } from '../../workflows/contract.js';
import { importWorkflowId, rollbackWorkflowId } from '../../workflows/contract.js';
import { judgedSeldom, fewLooks, patience, useReleases } from '../support/releases.js';
import { aChampion, aServed, aWorld } from '../support/scripted.js';
import { aResolvedSpec } from '../support/specs.js';
import { replayed } from '../support/temporal.js';

const { temporal, model, admitted, aRun } = useReleases();

const ref = (letter: string): { key: string; sha256: string; bytes: number } => ({ key: letter, sha256: letter.repeat(64), bytes: 1 });
const sources: Readonly<Record<ImportSource['kind'], ImportSource>> = {
  gguf: { kind: 'gguf', gguf: ref('1') },
  huggingface: { kind: 'huggingface', folder: ref('2') },
  lora: { kind: 'lora', adapter: ref('3'), base: ref('4'), baseModel: { name: 'tiny', sha256: 'f'.repeat(64) } },
};
const request = (source: ImportSource) => ({ source, from: 'my-model', contextTokens: null, identity: 'cli:anna', reason: 'made by hand' });

/** Imports need none, and the harness ends one after each test. */
async function anEntity(): Promise<void> {
  const answer = await temporal().releases.requestRollback(model(), { to: 'v1', reason: 'test', identity: 'test' });
  if (!answer.admitted) throw new Error(answer.reason);
  await temporal().releases.rollbackReport(model(), answer.runId);
}

describe('an import', () => {
  it.each([
    ['gguf', ['resolveSpec', 'verifyImport', 'registerImport'], { merged: null, gguf: ref('1') }],
    ['huggingface', ['resolveSpec', 'packageModel', 'registerImport'], { merged: ref('2') }],
    ['lora', ['resolveSpec', 'mergeAdapter', 'packageModel', 'registerImport'], { packaging: null }],
  ] as const)('of kind %s goes by %j', async (kind, called, registered) => {
    const world = aWorld({ resolved: judgedSeldom });
    let question: unknown;
    const registerImport: Activities['registerImport'] = (given) => world.activities.registerImport((question = given));
    temporal().play({ ...world.activities, registerImport });
    const importId = await temporal().releases.importVersion(model(), request(sources[kind]));
    expect(importId).toMatch(/^im-\d{4}-\d{2}-\d{2}-001$/);
    expect(await temporal().releases.importedVersion(model(), importId)).toMatchObject({ model: model(), version: 'v9', importId });
    expect(world.called).toEqual(called);
    expect(question).toMatchObject({ model: model(), runId: importId, request: request(sources[kind]), ...registered });
    await replayed(temporal(), importWorkflowId(model(), importId));
    await anEntity();
  });

  it('that is refused fails with the reason, and changes nothing', async () => {
    const world = aWorld({ resolved: judgedSeldom });
    const verifyImport = async () => {
      throw ApplicationFailure.nonRetryable('it loads and generates nothing', 'ArtifactInvalid');
    };
    temporal().play({ ...world.activities, verifyImport });
    const importId = await temporal().releases.importVersion(model(), request(sources.gguf));
    await expect(temporal().releases.importedVersion(model(), importId)).rejects.toThrow(
      /^import im-\S+ failed, it loads and generates nothing/,
    );
    expect(world.called).not.toContain('registerImport');
    await anEntity();
  });
});

describe('an imported version as champion', () => {
  const adoption = { to: 'v9', reason: 'our baseline', identity: 'cli:anna', adopt: true };

  it('serves by the way of a rollback, also where nothing served before, and is written down as adopted', async () => {
    const world = aWorld({ resolved: judgedSeldom, champion: null });
    let question: unknown;
    const resolveRollback: Activities['resolveRollback'] = async (given) => {
      question = given;
      return { target: aServed('v9') };
    };
    temporal().play({ ...world.activities, resolveRollback });
    const answer = await temporal().releases.requestRollback(model(), adoption);
    if (!answer.admitted) throw new Error(answer.reason);
    const report = await temporal().releases.rollbackReport(model(), answer.runId);
    expect(report).toMatchObject({ trigger: 'adopted', from: null, to: 'v9', reason: 'our baseline' });
    expect(question).toEqual({ model: model(), to: 'v9', activeRunId: null, adopt: true });
    expect(world.traffic).toMatchObject([{ arms: [{ version: 'v9', weightPercent: 100 }] }]);
    expect(world.heads).toEqual(['v9']);
    await replayed(temporal(), rollbackWorkflowId(model(), answer.runId));
  });

  const unknown = { dataset: null, baseModelSha256: null, recipeDigest: '' };

  it('is what the next run is compared with, though it continues no data of it', async () => {
    const resolved = judgedSeldom;
    let [parent, champion]: unknown[] = [];
    const world = aWorld({ resolved });
    const { result } = await aRun({
      resolved,
      champion: { ...aChampion('v1'), ...unknown },
      overrides: {
        validateDataset: (question) => {
          parent = question.parent;
          return world.activities.validateDataset(question);
        },
        evaluateModel: (question) => {
          champion = question.champion?.version;
          return world.activities.evaluateModel(question);
        },
        judgeGates: async () => ({ decision: 'reject', reason: 'worse than by hand', verdicts: [] }),
      },
    });
    expect(result).toMatchObject({ outcome: 'rejected', reason: 'worse than by hand' });
    expect({ parent, champion }).toEqual({ parent: null, champion: 'v1' });
  });

  it('counts as changed where nobody knows, and none is adopted beside the run that was judged against it', async () => {
    const resolved = aResolvedSpec({ release: fewLooks, approval: { when: ['baseModelChanged', 'recipeChanged'], timeout: '72h' } });
    temporal().play(aWorld({ resolved, champion: { ...aChampion('v1'), ...unknown } }).activities);
    const runId = await admitted();
    const stage = async () => temporal().releases.runState(model(), runId);
    await vi.waitUntil(async () => (await stage())?.stage === 'approve', patience);
    const reason = expect.stringContaining(`run ${runId} is in progress`) as string;
    expect(await temporal().releases.requestRollback(model(), adoption)).toMatchObject({ admitted: false, reason });
    const given = { identity: 'ben', reason: 'no', evidenceSha256: (await stage())?.evidenceSha256 ?? '' };
    await temporal().releases.answerApproval({ model: model(), runId, approved: false, answer: given });
    expect((await temporal().releases.runResult(model(), runId)).outcome).toBe('rejected');
  });
});
