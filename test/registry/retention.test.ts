import { describe, expect, it } from 'vitest';
import type { VersionState } from '../../domain/version-state.js';
import type { VersionDraft } from '../../registry/manifests.js';
import { decideRetention, partsOf, type ListedObject, type RetentionDecision, type VersionLife } from '../../registry/retention.js';
import { aDraft, aRef } from './harness.js';

const policy = { rejected: '30d', unreferenced: '7d', merged: '30d' };
const now = Date.parse('2026-12-31T00:00:00Z');
const old = '2026-11-01T00:00:00Z';
const recent = '2026-12-20T00:00:00Z';
const keys = ['gguf', 'adapter', 'merged', 'data', 'evidence'] as const;

describe('what retention lets go of a version', () => {
  it.each<{
    of: string;
    status: VersionDraft['status'];
    createdAt?: string;
    state?: VersionState;
    deployed?: boolean;
    goes: readonly string[];
  }>([
    { of: 'one that serves', status: 'accepted', state: 'production', goes: [] },
    { of: 'one that served long ago', status: 'accepted', state: 'archived', goes: ['merged'] },
    { of: 'one that was taken back long ago', status: 'accepted', state: 'rolled-back', goes: ['merged'] },
    { of: 'one that was accepted and never served', status: 'accepted', state: 'staging', goes: [] },
    { of: 'an import that nothing has judged', status: 'candidate', state: 'candidate', goes: [] },
    { of: 'one that was rejected long ago', status: 'rejected', state: 'rejected', goes: ['gguf', 'adapter', 'merged', 'data'] },
    { of: 'one that was rejected lately', status: 'rejected', state: 'rejected', createdAt: recent, goes: [] },
    { of: 'one that was rejected and deployed all the same', status: 'rejected', state: 'rejected', deployed: true, goes: [] },
  ])('is $goes of $of', ({ status, createdAt = old, state, deployed = false, goes }) => {
    const { removed, kept, missing } = decide([aLife(state, { status, createdAt }, deployed)]);
    expect(removed.map(({ key }) => key)).toEqual(goes);
    expect(kept.map(({ key }) => key)).toEqual(keys.filter((key) => !goes.includes(key)));
    expect(missing).toEqual([]);
  });

  it('is not the merged weights where there is no adapter to make them again from', () => {
    const objects = someObjects().filter(({ key }) => key !== 'adapter');
    expect(decide([aLife('archived', { adapter: null })], objects).removed).toEqual([]);
  });

  it('is not what another version refers to', () => {
    const lives = [aLife('rejected', { status: 'rejected' }), aLife('production', { version: 'v2' })];
    expect(decide(lives).removed).toEqual([]);
  });

  it('is told with its reason, and so is what stays', () => {
    const { removed, kept } = decide([aLife('rejected', { status: 'rejected' })]);
    expect(removed[0]).toMatchObject({ key: 'gguf', holder: 'v1', what: 'GGUF', why: 'rejected more than 30d ago' });
    expect(kept[0]).toMatchObject({ key: 'evidence', holder: 'v1', what: 'evidence', why: 'tells why it was rejected' });
    const lately = decide([aLife('rejected', { status: 'rejected', createdAt: recent })]);
    expect(lately.kept[0]).toMatchObject({ key: 'gguf', why: 'may go from 2027-01-19 on' });
  });
});

describe('what nothing refers to', () => {
  it.each([
    ['goes when it is older than its limit', old, ['gguf']],
    ['stays while it is younger: a run may refer to it soon', '2026-12-25T00:00:00Z', []],
    ['stays where nobody knows its age', 'long ago', []],
  ])('%s', (_, modifiedAt, expected) => {
    const { removed } = decide([], [{ key: 'gguf', bytes: 7, modifiedAt }]);
    expect(removed.map(({ key }) => key)).toEqual(expected);
  });
});

it('names what must stay and is not there', () => {
  const { missing } = decide(
    [aLife('production', {})],
    someObjects().filter(({ key }) => key !== 'gguf'),
  );
  expect(missing).toEqual([{ key: 'gguf', holder: 'v1', what: 'GGUF', why: 'an accepted or deployed version stays whole' }]);
});

function decide(lives: readonly VersionLife[], objects = someObjects()): RetentionDecision {
  return decideRetention({ objects, parts: lives.flatMap((life) => partsOf(life, policy)), policy, now });
}

function someObjects(): ListedObject[] {
  return keys.map((key) => ({ key, bytes: 7, modifiedAt: old }));
}

function aLife(
  state: VersionState | undefined,
  changes: Partial<VersionLife['manifest']>,
  wasDeployed = state === 'production',
): VersionLife {
  const data = aRef('data');
  const draft = aDraft('ft-1', {
    createdAt: old,
    adapter: aRef('adapter'),
    merged: aRef('merged'),
    artifact: { gguf: aRef('gguf'), contextTokens: 512 },
    dataset: { version: data.sha256, manifest: data, train: data, validation: data, heldOut: data, anchor: null },
    evaluation: { evidence: aRef('evidence'), scores: [] },
  });
  const manifest = { ...draft, version: 'v1', ...changes };
  const standing = state === undefined ? undefined : { state, since: manifest.createdAt, by: 'cli:anna', runId: null, reason: 'test' };
  return { manifest, standing, wasDeployed };
}
