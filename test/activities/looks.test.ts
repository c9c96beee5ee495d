import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import type { LookQuestion } from '../../activities/interface.js';
import { createLookActivities } from '../../activities/looks.js';
import type { TrafficStats } from '../../domain/route.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import { readEvidence } from '../../registry/evidence.js';
import { parseLookRecord, type LookRecord } from '../../registry/look-record.js';
import { someDependencies } from '../support/dependencies.js';
import { tools } from '../support/golden.js';
import { aFolder } from '../support/set-up.js';

const rollout = { model: 'triage', rolloutId: 'ft-1' };
const stats: TrafficStats = { model: 'triage', startId: 'gateway-1', routeRevision: 4, at: '2026-11-21T10:00:00Z', arms: [] };

async function lookAt(question: Partial<LookQuestion>): Promise<LookRecord> {
  const store = createFileObjectStore(join(await aFolder(), 'store'));
  const rest = someDependencies({ store, processes: tools.runner, scratchDir: '/nowhere' });
  const deps = Object.create(rest, { router: { value: { stats: async () => stats } } }) as ActivityDependencies;
  const asked = { ...rollout, look: 1, phase: 'canary', step: 0, plannedLooks: 3, monitors: [], minimumSamples: 100, ...question };
  await createLookActivities(deps).openWindow(asked as LookQuestion);
  return parseLookRecord((await readEvidence(store, rollout, 1))?.record.evidence);
}

describe('the evidence of a look', () => {
  it.each([
    { candidate: 'v2', control: 'v1', weightPercent: 5 },
    { candidate: 'v1', control: null, weightPercent: 100 },
  ])('names both sides and the weight: $candidate against $control', async (sides) => {
    expect(await lookAt(sides)).toMatchObject({ kind: 'opened', routeRevision: 4, ...sides });
  });

  it('has no weight where a rollout of an earlier release asks without one', async () => {
    const record = await lookAt({ candidate: 'v2', control: 'v1' });
    expect(record).toMatchObject({ candidate: 'v2', control: 'v1' });
    expect(record).not.toHaveProperty('weightPercent');
  });
});
