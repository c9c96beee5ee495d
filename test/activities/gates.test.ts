/** What the gates said, in the audit: every verdict with its figures, of exactly this evidence. */

import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { storeJson } from '../../activities/artifacts.js';
import { createEvaluationActivities } from '../../activities/evaluation.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import { listAudit } from '../../registry/audit.js';
import { someDependencies } from '../support/dependencies.js';
import { anEvidence, times } from '../support/evidence.js';
import { tools } from '../support/golden.js';
import { aFolder } from '../support/set-up.js';
import { aResolvedSpec } from '../support/specs.js';

it('writes every verdict into the audit, once for one evidence, and judges as it writes', async () => {
  const store = createFileObjectStore(join(await aFolder(), 'store'));
  const { judgeGates } = createEvaluationActivities(someDependencies({ store, processes: tools.runner, scratchDir: '/nowhere' }));
  const resolved = aResolvedSpec({ gates: [{ kind: 'regression', floor: 0.5 }, { kind: 'model-size' }] });
  const question = { model: 'triage', runId: 'ft-1', resolved };
  const judge = async (suite: string): ReturnType<typeof judgeGates> => {
    const evidence = await storeJson(store, 'triage', anEvidence({ suites: { regression: suite } }, null));
    return new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(judgeGates, { ...question, evidence });
  };
  const good = times('+', 9) + times('-', 1);
  const { verdicts, decision } = await judge(good);
  expect(await judge(good)).toMatchObject({ decision });
  const failed = await judge(times('-', 10));
  expect(failed.decision).toBe('reject');
  const entries = await listAudit(store, 'triage');
  expect(entries.map(({ action, subject, actor }) => `${actor} ${action} ${subject}`)).toEqual([
    'run:ft-1 gates-judged ft-1',
    'run:ft-1 gates-judged ft-1',
  ]);
  expect(entries.map(({ details }) => details)).toMatchObject([
    { decision, verdicts: verdicts.map(({ gate, verdict, observed, limit, samples }) => ({ gate, verdict, observed, limit, samples })) },
    { decision: 'reject', verdicts: failed.verdicts.map(({ gate, verdict }) => ({ gate, verdict })) },
  ]);
});
