import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import type { WaitingAlert } from '../../activities/interface.js';
import { createNotificationActivities } from '../../activities/notification.js';
import { createFileObjectStore } from '../../platform/object-store-fs.js';
import type { Notifier } from '../../platform/ports.js';
import { someDependencies } from '../support/dependencies.js';
import { tools } from '../support/golden.js';
import { aFolder } from '../support/set-up.js';

async function told(waiting: WaitingAlert['waiting']): Promise<Parameters<Notifier['notify']>[]> {
  const calls: Parameters<Notifier['notify']>[] = [];
  const folder = await aFolder();
  const given = someDependencies({ store: createFileObjectStore(folder), processes: tools.runner, scratchDir: folder });
  const notifier: Notifier = { notify: async (...call) => void calls.push(call) };
  const deps = Object.create(given, { notifier: { value: notifier } }) as typeof given;
  const question = { model: 'triage', runId: 'ft-1', waiting, reason: 'label "refund" was never seen', webhooks: ['env:OPS'] };
  await new MockActivityEnvironment().run(createNotificationActivities(deps).notifyWaiting, question);
  return calls;
}

describe('an alert that a person is waited for', () => {
  it('to look at data says what was never seen, where it is shown and how it is answered', async () => {
    expect(await told('needs-data-review')).toEqual([
      [
        'triage/ft-1/needs-data-review',
        {
          webhooks: ['env:OPS'],
          alert: {
            model: 'triage',
            runId: 'ft-1',
            stage: 'validate',
            outcome: 'needs-data-review',
            reason: 'label "refund" was never seen',
            nextStep:
              'look at the data: slipway report triage/ft-1 --data; then: slipway approve triage ft-1 --reason "…", and the same with --reject for no',
          },
        },
      ],
    ]);
  });

  it('to approve a release is another one, of the same run', async () => {
    expect(await told('needs-approval')).toMatchObject([
      [
        'triage/ft-1/needs-approval',
        {
          alert: {
            stage: 'approve',
            nextStep: expect.stringMatching(/^look at what was judged: slipway status triage; then: slipway approve /),
          },
        },
      ],
    ]);
  });
});
