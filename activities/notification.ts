/** Tells people how a run ended when it did not end released, and that it waits for them: each exactly once, with stage, reason and the next step. */

import { activityInfo, getClient } from '@temporalio/activity';
import type { RunOutcome, Stage } from '../domain/run-state.js';
import type { RunResult } from '../workflows/contract.js';
import type { ActivityDependencies } from './dependencies.js';
import type { NotificationActivities, WaitingAlert } from './interface.js';

export function createNotificationActivities(deps: ActivityDependencies): NotificationActivities {
  return {
    async notifyOutcome({ result, webhooks }) {
      await deps.notifier.notify(`${result.model}/${result.runId}`, {
        webhooks,
        alert: {
          model: result.model,
          runId: result.runId,
          stage: result.stages.at(-1)?.name ?? 'validate',
          outcome: result.outcome,
          reason: result.reason,
          nextStep: nextStepOf(result.outcome, result),
        },
      });
    },
    async notifyWaiting(question) {
      const { model, runId, waiting, reason, webhooks } = question;
      const { stage, look } = waitedFor(question);
      const nextStep = `${look}; then: slipway approve ${model} ${runId} --reason "…", and the same with --reject for no`;
      await deps.notifier.notify(`${model}/${runId}/${waiting}`, {
        webhooks,
        alert: { model, runId, stage, outcome: waiting, reason, nextStep },
      });
    },
    async alarmRollback({ model, rollbackId, target, step, failure }) {
      const why = failure ?? (await failureInProgress());
      const reason = `${target} is not shown to serve; the rollback ${failure === null ? 'goes on' : 'has failed'}: ${step}: ${why}`;
      const nextStep = `see what serves: slipway status ${model}; then: slipway rollback ${model} --to ${target} --reason "again"`;
      const alert = { model, runId: rollbackId, stage: 'rollback', outcome: 'rollback-unverified', reason, nextStep };
      await deps.notifier.notify(`${model}/${rollbackId}`, { webhooks: [], alert });
      return why;
    },
  };
}

function waitedFor({ model, runId, waiting }: WaitingAlert): { readonly stage: Stage; readonly look: string } {
  switch (waiting) {
    case 'needs-data-review':
      return { stage: 'validate', look: `look at the data: slipway report ${model}/${runId} --data` };
    case 'needs-approval':
      return { stage: 'approve', look: `look at what was judged: slipway status ${model}` };
    default:
      throw new Error(`unknown wait ${String(waiting satisfies never)}`);
  }
}

/** What the activity that this workflow waits for last failed of. The alarm goes out without it when Temporal cannot say. */
async function failureInProgress(): Promise<string> {
  const { workflowExecution } = activityInfo();
  try {
    const handle = getClient().workflow.getHandle(workflowExecution?.workflowId ?? '', workflowExecution?.runId);
    const { raw } = await handle.describe();
    const failed = raw.pendingActivities?.find((activity) => (activity.lastFailure?.message ?? '') !== '');
    return failed?.lastFailure?.message ?? 'no attempt has failed yet';
  } catch (error) {
    return `unknown (${error instanceof Error ? error.message : String(error)})`;
  }
}

function nextStepOf(outcome: RunOutcome, result: RunResult): string {
  switch (outcome) {
    case 'released':
      return 'nothing to do';
    case 'released-unproven':
      return 'look at the traffic: there was too little of it to judge the release; add monitors or lower minimumSamples';
    case 'rejected':
      return `read the gates of ${result.version ?? result.runId} (slipway status ${result.model}); production was not touched`;
    case 'rolled-back':
      return `production serves ${result.rollback?.to ?? 'the earlier version'} again; read the evidence of ${result.runId} before the next run`;
    case 'data-rejected':
      return result.datasetReport === null
        ? 'mend the sources, then start the run again'
        : `read the report on the data (slipway report ${result.model}/${result.runId} --data) and mend the sources`;
    case 'skipped':
      return 'nothing to do until more examples arrive';
    case 'failed':
      return 'read the failed activity in the Temporal Web UI, then start the run again';
    case 'cancelled':
      return 'start it again when wanted';
    case 'expired':
      return 'start it again and answer the approval in time';
    default:
      throw new Error(`unknown outcome ${String(outcome satisfies never)}`);
  }
}
