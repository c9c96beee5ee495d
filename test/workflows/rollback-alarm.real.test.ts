/** A rollback that does not get there: retried for hours, alarmed once after half a minute with its step and reason, never called a success. In skipped time. */

import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it, vi } from 'vitest';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import type { Activities } from '../../activities/interface.js';
import { createNotificationActivities } from '../../activities/notification.js';
import type { Alert } from '../../platform/ports.js';
import { rollbackWorkflowId } from '../../workflows/contract.js';
import { judgedSeldom, patience, useReleases } from '../support/releases.js';
import { aWorld, type World } from '../support/scripted.js';

const { temporal, model, admitted } = useReleases();

/** The real alarm, with a mailbox for a notifier: it asks Temporal what the rollback waits for. */
function anAlarm(): { readonly alarmRollback: Activities['alarmRollback']; readonly alerts: { key: string; alert: Alert }[] } {
  const alerts: { key: string; alert: Alert }[] = [];
  const notifier: ActivityDependencies['notifier'] = { notify: async (key, { alert }) => void alerts.push({ key, alert }) };
  const { alarmRollback } = createNotificationActivities({ notifier } as ActivityDependencies);
  return { alarmRollback, alerts };
}

async function askedRollback(activities: Activities): Promise<string> {
  temporal().play(activities);
  const answer = await temporal().releases.requestRollback(model(), { to: 'v0', reason: 'by hand', identity: 'anna' });
  if (!answer.admitted) throw new Error(answer.reason);
  return answer.runId;
}

/** What the Web UI shows of a running workflow. */
async function details(workflowId: string): Promise<string> {
  const handle = temporal().environment.client.workflow.getHandle(workflowId);
  const metadata = await handle.query<{ readonly currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}

const refused = (): Error => new Error('connect ECONNREFUSED 127.0.0.1:8080');
const wrong = (): ApplicationFailure =>
  ApplicationFailure.create({ message: 'expected v0 ready, the runtime says starting', type: 'RollbackUnverified' });
const flips = (world: World): readonly string[] => world.traffic.map(({ arms }) => arms.map((arm) => arm.version).join());

describe('a rollback whose gateway cannot be reached', () => {
  it.each<[keyof Activities, string]>([
    ['claimRoute', 'taking the route over'],
    ['setTraffic', 'flipping the route'],
    ['verifyServed', 'verifying what is served'],
  ])('alarms once, shows why, and is completed when it is back: %s', async (name, step) => {
    const world = aWorld({ resolved: judgedSeldom });
    const { alarmRollback, alerts } = anAlarm();
    const perform = world.activities[name] as (argument: never) => Promise<unknown>;
    let isBack = false;
    const unreachable = async (argument: never): Promise<unknown> => {
      if (!isBack) throw refused();
      return perform(argument);
    };
    const rollbackId = await askedRollback({ ...world.activities, alarmRollback, [name]: unreachable });
    const reported = temporal().releases.rollbackReport(model(), rollbackId);
    await vi.waitUntil(async () => (await details(rollbackWorkflowId(model(), rollbackId))).includes('Alarmed'), patience);
    expect(await details(rollbackWorkflowId(model(), rollbackId))).toMatch(new RegExp(`Alarmed at .*${step}.*: connect ECONNREFUSED`));
    isBack = true;
    const report = await reported;
    expect(report).toMatchObject({ to: 'v0', trigger: 'requested' });
    expect(Date.parse(report.verifiedAt) - Date.parse(report.decidedAt)).toBeGreaterThanOrEqual(30_000);
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({
      key: `${model()}/${rollbackId}`,
      alert: { outcome: 'rollback-unverified', reason: expect.stringMatching(`goes on: .*${step}.*ECONNREFUSED`) as string },
    });
    expect(world.champion()?.version).toBe('v0');
    expect(flips(world)).toEqual(['v0']);
  });

  it('fails after hours, by name', async () => {
    const world = aWorld({ resolved: judgedSeldom });
    const claimRoute = async (): Promise<never> => Promise.reject(refused());
    const rollbackId = await askedRollback({ ...world.activities, claimRoute });
    const from = await temporal().environment.currentTimeMs();
    const failure: unknown = await temporal()
      .releases.rollbackReport(model(), rollbackId)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      cause: { cause: { type: 'RollbackUnverified', message: expect.stringContaining('ECONNREFUSED') as string } },
    });
    expect((await temporal().environment.currentTimeMs()) - from).toBeGreaterThan(5 * 3_600_000);
    expect(world.alarms).toMatchObject([{ step: 'taking the route over', failure: null }]);
    expect(world.rollbacks).toEqual([]);
  });
});

describe('a rollback whose target is still loading', () => {
  it('is verified minutes later, with one alarm', async () => {
    const world = aWorld({ resolved: judgedSeldom });
    let asked = 0;
    const verifyServed = async (): Promise<void> => {
      asked += 1;
      if (asked < 60) throw wrong();
    };
    const report = await temporal().releases.rollbackReport(model(), await askedRollback({ ...world.activities, verifyServed }));
    expect(Date.parse(report.verifiedAt) - Date.parse(report.flippedAt)).toBeGreaterThan(4 * 60_000);
    expect(world.alarms).toHaveLength(1);
    expect(world.champion()?.version).toBe('v0');
  });

  it('fails when it never gets there, and the head stays', async () => {
    const world = aWorld({ resolved: judgedSeldom });
    const verifyServed = async (): Promise<never> => Promise.reject(wrong());
    const failure: unknown = await temporal()
      .releases.rollbackReport(model(), await askedRollback({ ...world.activities, verifyServed }))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ cause: { cause: { type: 'RollbackUnverified' } } });
    expect(world.alarms).toHaveLength(1);
    expect(world.champion()?.version).toBe('v1');
    expect(world.heads).toEqual([]);
    expect(world.rollbacks).toEqual([]);
  });
});

describe('a rollout whose gateway cannot be reached', () => {
  it('fails after an hour instead of hanging unseen, and its rollback alarms until the gateway is back', async () => {
    const world = aWorld({ resolved: judgedSeldom });
    let away = false;
    const reach = <T>(work: () => Promise<T>): Promise<T> => (away ? Promise.reject(refused()) : work());
    temporal().play({
      ...world.activities,
      claimRoute: (question) => reach(() => world.activities.claimRoute(question)),
      setTraffic: (change) => reach(() => world.activities.setTraffic(change)),
      async judgeLook(question) {
        away = true;
        return world.activities.judgeLook(question);
      },
      async alarmRollback(alarm) {
        away = false;
        return world.activities.alarmRollback(alarm);
      },
    });
    await expect(temporal().releases.runResult(model(), await admitted())).rejects.toThrow(/^run \S+ failed, (?!Workflow)/);
    expect(world.alarms).toHaveLength(1);
    expect(flips(world)).toEqual(['v1,v2', 'v1']);
    expect(world.recorded).toMatchObject([
      { outcome: 'failed', reason: expect.stringContaining('ECONNREFUSED') as string, rollback: { trigger: 'aborted', to: 'v1' } },
    ]);
  });
});
