import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import type { PromotionActivities } from '../../activities/promotion-interface.js';
import { createPromotionActivities } from '../../activities/promotion.js';
import { listAudit } from '../../registry/audit.js';
import { moveHead, readHead } from '../../registry/heads.js';
import { registerVersion } from '../../registry/manifests.js';
import type { ObjectStore } from '../../platform/ports.js';
import { at, useStores } from '../registry/harness.js';
import { aServed } from '../support/scripted.js';
import { aVersionDraft } from '../support/versions.js';

const model = 'triage';
const aStore = useStores();
let store: ObjectStore;
let activities: PromotionActivities;

beforeEach(async () => {
  store = aStore();
  activities = createPromotionActivities({ store, now: () => new Date(at) } as ActivityDependencies);
  await registerVersion(store, aVersionDraft('first'));
  await registerVersion(store, aVersionDraft('second', { status: 'rejected' }));
  await registerVersion(store, aVersionDraft('im-2026-11-21-001', { status: 'candidate', origin: 'imported', dataset: null }));
  await registerVersion(store, aVersionDraft('fourth'));
  await head('production', 'v4');
  await head('staging', 'v4');
});

describe('the version that is to be promoted', () => {
  it.each([
    ['one that was accepted', 'v1'],
    ['one that was imported', 'v3'],
  ])('may be %s, and comes with what its records say', async (_, version) => {
    const answer = await activities.resolvePromotion({ model, version });
    const { artifact } = aVersionDraft('any');
    expect(answer).toMatchObject({ promoted: { version, artifact, recipeDigest: '', packaging: null } });
    expect('promoted' in answer && answer.promoted.dataset === null).toBe(version === 'v3');
  });

  it.each([
    ['what its gates rejected', 'v2', /^v2 was rejected and never served; slipway why triage v2 tells why/],
    ['what serves', 'v4', /^v4 serves already$/],
    ['what is not there', 'v9', /^triage has no v9; list its versions with: slipway versions triage$/],
    ['what is no version', 'latest', /^triage has no latest/],
  ])('is not %s', async (_, version, refused) => {
    expect(await activities.resolvePromotion({ model, version })).toEqual({ refused: expect.stringMatching(refused) as string });
  });
});

describe('what a promotion leaves in the registry', () => {
  const { artifact } = aServed('v1');
  const promotion = { model, runId: 'ft-2026-11-21-009', version: 'v1', artifact, reason: 'every gate passed' };
  const answer = { approved: true, identity: 'cli:anna', reason: 'seen', at, evidenceSha256: 'e'.repeat(64) };
  const approval = { ...answer, because: ['recipeChanged'], chatTemplateDiff: null };

  it('is the approval, and the head of staging also where a later version was there; once, however often it is told', async () => {
    const record = (): Promise<void> => activities.recordPromotion({ ...promotion, accepted: true, approval });
    await record();
    await record();
    expect(await readHead(store, model, 'staging')).toMatchObject({ version: 'v1', runId: promotion.runId });
    expect((await listAudit(store, model)).map(({ actor, action, subject }) => [actor, action, subject])).toEqual([
      ['cli:anna', 'approved', promotion.runId],
      [`run:${promotion.runId}`, 'head-moved', 'v1'],
    ]);
    expect(await readHead(store, model, 'production')).toMatchObject({ version: 'v4' });
  });

  it('is the refusal alone where a person said no', async () => {
    await activities.recordPromotion({ ...promotion, accepted: false, approval: { ...approval, approved: false } });
    expect((await listAudit(store, model)).map(({ action }) => action)).toEqual(['approval-refused']);
    expect(await readHead(store, model, 'staging')).toMatchObject({ version: 'v4' });
  });
});

async function head(environment: string, version: string): Promise<void> {
  const to = { version, ggufSha256: 'a'.repeat(64) };
  await moveHead({ store, model, environment, to, expected: null, runId: 'fourth', reason: 'test', at });
}
