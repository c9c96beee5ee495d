/** What a change of traffic leaves in the audit: each split once, and nothing while users wait. */

import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import type { TrafficActivities, WeightAudit } from '../../activities/interface.js';
import { createTrafficActivities } from '../../activities/traffic.js';
import { changed, claimed } from '../../apps/gateway/route-rules.js';
import type { Route, RouteArm } from '../../domain/route.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { ObjectStore } from '../../platform/ports.js';
import { listAudit } from '../../registry/audit.js';
import { someDependencies } from '../support/dependencies.js';
import { tools } from '../support/golden.js';
import { aFolder } from '../support/set-up.js';

const model = 'triage';
const owner = 'rollout/triage/ft-2';
const step = (reason: string | null): WeightAudit => ({ runId: 'ft-2', candidate: 'v2', reason });

interface Scene {
  readonly store: ObjectStore;
  now: number;
  /** As often as it is called, as a retry does. */
  set(candidatePercent: number, audited: WeightAudit | null): ReturnType<TrafficActivities['setTraffic']>;
  /** `5% 1: reason` for each entry: the candidate's weight, the route's revision, the reason. */
  told(): Promise<string[]>;
}

async function aScene(broken: Partial<ObjectStore> = {}): Promise<Scene> {
  const store: ObjectStore = { ...createFileObjectStore(join(await aFolder(), 'store')), ...broken };
  let route: Route = claimed(undefined, model, owner);
  const router = {
    route: async () => route,
    async setTraffic(change: Parameters<ActivityDependencies['router']['setTraffic']>[0]) {
      // The gateway refuses what it does not know.
      expect(Object.keys(change).toSorted()).toEqual(['answerChecks', 'arms', 'leaseSeconds', 'model', 'ownerEpoch', 'splitSalt']);
      const next = changed(route, change, scene.now);
      if ('error' in next) throw new Error(next.error);
      return (route = next);
    },
  };
  const rest = someDependencies({ store, processes: tools.runner, scratchDir: '/nowhere' });
  const now = { value: () => new Date(scene.now) };
  const { setTraffic } = createTrafficActivities(Object.create(rest, { router: { value: router }, now }) as ActivityDependencies);
  const change = { model, ownerEpoch: 1, splitSalt: 'ft-2', leaseSeconds: 900, answerChecks: [] };
  const scene: Scene = {
    store,
    now: Date.UTC(2026, 10, 21, 10),
    set: (percent, audited) => setTraffic({ ...change, arms: armsAt(percent), audited }),
    told: async () =>
      (await listAudit(store, model)).map(({ subject, details }) => {
        const { weightPercent, revision, reason } = details as { weightPercent: number; revision: number; reason: string };
        return `${subject} ${weightPercent}% ${revision}: ${reason}`;
      }),
  };
  return scene;
}

function armsAt(candidatePercent: number): RouteArm[] {
  return [
    { arm: 'champion', version: 'v1', modelRef: 'triage@v1', weightPercent: 100 - candidatePercent },
    { arm: 'candidate', version: 'v2', modelRef: 'triage@v2', weightPercent: candidatePercent },
  ];
}

describe('a change of traffic', () => {
  it('is in the audit once, with arms, revision and owner, however often it is tried', async () => {
    const scene = await aScene();
    await scene.set(5, step('canary step 1 of 2'));
    await scene.set(5, step('canary step 1 of 2'));
    await scene.set(25, step('canary step 2 of 2'));
    expect(await scene.told()).toEqual(['v2 5% 1: canary step 1 of 2', 'v2 25% 2: canary step 2 of 2']);
    expect((await listAudit(scene.store, model))[0]).toMatchObject({
      action: 'weight-changed',
      actor: 'run:ft-2',
      details: {
        arms: [
          { arm: 'champion', version: 'v1', weightPercent: 95 },
          { arm: 'candidate', version: 'v2', weightPercent: 5 },
        ],
        revision: 1,
        owner,
        ownerEpoch: 1,
      },
    });
  });

  it('that only renews a lease says nothing, and does so once where the lease had run out', async () => {
    const scene = await aScene();
    await scene.set(5, step('canary step 1 of 2'));
    scene.now += 300_000;
    expect(await scene.set(5, step(null))).toEqual({ revision: 1, restored: false });
    scene.now += 3_600_000;
    expect(await scene.set(5, step(null))).toEqual({ revision: 1, restored: true });
    await scene.set(5, step(null));
    expect(await scene.told()).toEqual([
      'v2 5% 1: canary step 1 of 2',
      expect.stringMatching(/^v2 5% 1: the lease had run out at 2026-11-21T10:20:00\.000Z; the champion had served alone since/),
    ]);
  });

  it('tells that the lease had run out even where that cannot be written down, because a second attempt would not know it', async () => {
    let away = false;
    const store = createFileObjectStore(join(await aFolder(), 'store'));
    const scene = await aScene({
      ...store,
      create: (key, body) => (away ? Promise.reject(new Error('the store is away')) : store.create(key, body)),
    });
    await scene.set(5, step('canary step 1 of 2'));
    scene.now += 3_600_000;
    away = true;
    const logged: LogEntry[] = [];
    const logger = new DefaultLogger('ERROR', (entry) => void logged.push(entry));
    const looked = new MockActivityEnvironment({}, { logger }).run(() => scene.set(5, step(null)));
    expect(await looked).toEqual({ revision: 1, restored: true });
    expect(await scene.told()).toHaveLength(1);
    expect(logged).toMatchObject([{ message: 'a weight that was restored is not in the audit' }]);
  });

  it('is tried again until it is in the audit, and users have it meanwhile', async () => {
    let away = true;
    const store = createFileObjectStore(join(await aFolder(), 'store'));
    const scene = await aScene({
      ...store,
      create: (key, body) => (away ? Promise.reject(new Error('the store is away')) : store.create(key, body)),
    });
    await expect(scene.set(5, step('canary step 1 of 2'))).rejects.toThrow('away');
    away = false;
    expect(await scene.set(5, step('canary step 1 of 2'))).toMatchObject({ revision: 1 });
    expect(await scene.told()).toEqual(['v2 5% 1: canary step 1 of 2']);
  });

  it('asks nothing of the store where users wait for it: in a rollback and in the look before one', async () => {
    const never = (): Promise<never> => Promise.reject(new Error('the store is away'));
    const scene = await aScene({ read: never, create: never, swap: never, list: never });
    expect(await scene.set(5, null)).toEqual({ revision: 1, restored: false });
    expect(await scene.set(0, null)).toEqual({ revision: 2, restored: false });
  });
});
