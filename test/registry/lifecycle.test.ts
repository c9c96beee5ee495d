import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../registry/audit.js';
import { servedAt, servedHistory, standingsOf, transitionsOf } from '../../registry/lifecycle.js';
import type { VersionManifest } from '../../registry/manifest.js';
import { aVersionDraft } from '../support/versions.js';

const hour = (hours: number): string => new Date(Date.parse('2026-11-21T00:00:00Z') + hours * 3_600_000).toISOString();
const sha = (version: string): string => version.slice(1).repeat(64).slice(0, 64);

function aVersion(number: number, overrides: Partial<VersionManifest> = {}): VersionManifest {
  return { ...aVersionDraft(`ft-${number}`, { createdAt: hour(10 * number) }), version: `v${number}`, ...overrides };
}

type Told = Pick<AuditEntry, 'action' | 'subject' | 'actor' | 'at'> & { readonly details?: Readonly<Record<string, string | null>> };

function anAudit(...told: readonly Told[]): AuditEntry[] {
  return told.map((entry, index) => ({
    model: 'triage',
    seq: index + 1,
    previousSha256: null,
    idempotencyKey: `event-${index}`,
    ...entry,
    details: entry.details ?? {},
  }));
}

/** `v2 dev`: the head of dev moves to v2. */
const move = (what: string, runId: string, at: number): Told => {
  const [version = '', environment = ''] = what.split(' ');
  const details = { environment, sha256: sha(version), reason: 'every canary step was passed' };
  return { action: 'head-moved', subject: version, actor: `run:${runId}`, at: hour(at), details };
};

/** `v2 v1`: from v2 back to v1. */
const rollback = (what: string, rollbackId: string, at: number): Told => {
  const [from = '', to = ''] = what.split(' ');
  const details = { rollbackId, from, reason: 'answers are wrong', flippedAt: hour(at) };
  return { action: 'rolled-back', subject: to, actor: 'cli:ben', at: hour(at + 0.2), details };
};

/** v1 serves, v2 takes over, v3 is rejected, v4 fails in its canary, v2 is taken back by Ben. */
const versions = [aVersion(1), aVersion(2), aVersion(3, { status: 'rejected' }), aVersion(4)];
const story = anAudit(
  { action: 'run-admitted', subject: 'ft-1', actor: 'cli:anna', at: hour(9) },
  move('v1 dev', 'ft-1', 10),
  move('v1 staging', 'ft-1', 10),
  move('v1 production', 'ft-1', 12),
  { action: 'run-admitted', subject: 'ft-2', actor: 'schedule', at: hour(19) },
  { action: 'approved', subject: 'ft-2', actor: 'cli:anna', at: hour(19.5) },
  move('v2 dev', 'ft-2', 20),
  move('v2 staging', 'ft-2', 20),
  move('v2 production', 'ft-2', 26),
  move('v3 dev', 'ft-3', 30),
  move('v4 dev', 'ft-4', 40),
  move('v4 staging', 'ft-4', 40),
  rollback('v4 v2', 'ft-4', 41),
  move('v1 production', 'rb-1', 50.1),
  rollback('v2 v1', 'rb-1', 50),
);

const walk = (manifests: readonly VersionManifest[], entries: readonly AuditEntry[]): string[] =>
  transitionsOf(manifests, entries).map(({ version, from, to }) => `${version} ${from ?? 'nothing'} > ${to}`);

describe('the life of a version', () => {
  it('goes from candidate through staging and production to the archive, or ends on the way', () => {
    expect(walk(versions, story)).toEqual([
      'v1 nothing > candidate',
      'v1 candidate > staging',
      'v1 staging > production',
      'v2 nothing > candidate',
      'v2 candidate > staging',
      'v2 staging > production',
      'v1 production > archived',
      'v3 nothing > candidate',
      'v3 candidate > rejected',
      'v4 nothing > candidate',
      'v4 candidate > staging',
      'v4 staging > rolled-back',
      'v1 archived > production',
      'v2 production > rolled-back',
    ]);
  });

  it('tells of each state since when, by whom and why', () => {
    const standings = standingsOf(transitionsOf(versions, story));
    expect(Object.fromEntries([...standings].map(([version, { state, since, by }]) => [version, `${state} ${since} ${by}`]))).toEqual({
      v1: `production ${hour(50.1)} cli:ben`,
      v2: `rolled-back ${hour(50.2)} cli:ben`,
      v3: `rejected ${hour(30)} run:ft-3`,
      v4: `rolled-back ${hour(41.2)} cli:ben`,
    });
    expect(standings.get('v1')).toMatchObject({ runId: 'rb-1' });
    expect(standings.get('v2')).toMatchObject({ reason: 'answers are wrong' });
  });

  it('says of a rejected one why: its gates, the person who refused it, or that nobody came', () => {
    const failing = aVersionDraft('ft-1').verdicts.map((verdict) => ({ ...verdict, verdict: 'fail' as const }));
    const approval = { approved: false, identity: 'cli:anna', reason: 'too terse', at: hour(10), evidenceSha256: sha('v1') };
    const rejected = [
      aVersion(1, { status: 'rejected', verdicts: failing }),
      aVersion(2, { status: 'rejected', approval }),
      aVersion(3, { status: 'rejected' }),
    ];
    const standings = [...standingsOf(transitionsOf(rejected, [])).values()];
    expect(standings.map(({ by, reason }) => `${by}: ${reason}`)).toEqual([
      'run:ft-1: did not pass accuracy',
      'cli:anna: not approved: too terse',
      'run:ft-3: was not approved in time',
    ]);
  });

  it('of an imported one begins as candidate, and what it takes the place of is archived and not blamed', () => {
    const imported = aVersion(2, { origin: 'imported', status: 'candidate', runId: 'im-1' });
    const adopted = anAudit(
      move('v1 staging', 'ft-1', 10),
      move('v1 production', 'ft-1', 12),
      { action: 'version-imported', subject: 'v2', actor: 'cli:anna', at: hour(20) },
      move('v2 production', 'im-1', 21),
      { ...rollback('v1 v2', 'im-1', 21), action: 'adopted' },
    );
    expect(walk([aVersion(1), imported], adopted).slice(-3)).toEqual([
      'v2 nothing > candidate',
      'v2 candidate > production',
      'v1 production > archived',
    ]);
    expect(servedHistory(adopted, 'production').at(-1)).toMatchObject({ version: 'v2', by: 'cli:ben', runId: 'im-1' });
    expect(walk([imported], [])).toEqual(['v2 nothing > candidate']);
  });

  it('of one that never reached users ends where the next one takes its place in staging', () => {
    const entries = anAudit(move('v1 staging', 'ft-1', 10), move('v2 staging', 'ft-2', 20));
    expect(standingsOf(transitionsOf([aVersion(1), aVersion(2)], entries)).get('v1')).toMatchObject({
      state: 'archived',
      reason: 'v2 took its place in staging: every canary step was passed',
    });
  });

  it('is read from the audit of the first days too, which knew of production alone', () => {
    const old = anAudit(
      {
        action: 'head-moved',
        subject: 'v1',
        actor: 'run:ft-1',
        at: hour(12),
        details: { from: null, sha256: sha('v1'), reason: 'first release' },
      },
      {
        action: 'head-moved',
        subject: 'v2',
        actor: 'run:ft-2',
        at: hour(26),
        details: { from: 'v1', sha256: sha('v2'), reason: 'passed' },
      },
    );
    expect(walk([aVersion(1), aVersion(2), aVersion(3)], old)).toEqual([
      'v1 nothing > candidate',
      'v1 candidate > staging',
      'v1 staging > production',
      'v2 nothing > candidate',
      'v2 candidate > staging',
      'v2 staging > production',
      'v1 production > archived',
      'v3 nothing > candidate',
      'v3 candidate > staging',
    ]);
  });
});

describe('what served when', () => {
  const history = servedHistory(story, 'production');

  it('is a period for each move of the head, with who put it there', () => {
    const reason = 'every canary step was passed';
    expect(history).toEqual([
      { version: 'v1', digest: sha('v1'), from: hour(12), until: hour(26), by: 'cli:anna', runId: 'ft-1', reason },
      { version: 'v2', digest: sha('v2'), from: hour(26), until: hour(50), by: 'cli:anna', runId: 'ft-2', reason },
      // From when users had it: a rollback is written down after.
      { version: 'v1', digest: sha('v1'), from: hour(50), until: null, by: 'cli:ben', runId: 'rb-1', reason },
    ]);
    expect(servedHistory(story, 'staging').map(({ version }) => version)).toEqual(['v1', 'v2', 'v4']);
    expect(servedHistory([], 'production')).toEqual([]);
  });

  it.each([
    ['before the first release', 11.9, undefined],
    ['at the moment of a release', 12, 'v1'],
    ['between two', 25.9, 'v1'],
    ['after the second', 26, 'v2'],
    ['after a rollback', 50, 'v1'],
    ['a year later', 9_000, 'v1'],
  ])('is answered for any time: %s', (_when, at, version) => {
    expect(servedAt(history, hour(at))?.version).toBe(version);
  });

  it('is answered for a time in any zone', () => {
    expect(servedAt(history, '2026-11-21T13:00:00+01:00')?.version).toBe('v1');
    expect(servedAt(history, '2026-11-21T12:59:00+01:00')?.version).toBeUndefined();
  });

  it('has no period of nothing and none that runs backwards, whatever two clocks say', () => {
    const entries = anAudit(move('v1 production', 'ft-1', 12), move('v1 production', 'rb-1', 13), move('v2 production', 'ft-2', 11));
    expect(servedHistory(entries, 'production').map(({ version, from, until }) => [version, from, until])).toEqual([
      ['v1', hour(12), hour(12)],
      ['v2', hour(12), null],
    ]);
  });
});
