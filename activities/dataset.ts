/** The dataset stage: sources in, an immutable version or a refusal out, each with its report. */

import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { reservedPrompts } from '../catalog/evaluators/reserved-prompts.js';
import { buildDataset, type DatasetOutcome } from '../dataset/build.js';
import { shortReason, writeAudit } from './audit.js';
import type { ActivityDependencies } from './dependencies.js';
import { withFailureTypes } from './failure.js';
import { whileHeartbeating } from './heartbeat.js';
import type { DatasetActivities } from './interface.js';

export function createDatasetActivities(deps: ActivityDependencies): DatasetActivities {
  return {
    validateDataset: ({ model, runId, resolved, parent }) =>
      whileHeartbeating(() =>
        withFailureTypes(async () => {
          const { data, task, evaluate } = resolved.spec;
          const workDir = join(deps.settings.scratchDir, 'datasets', model, runId);
          // An attempt that was killed could not clear up; one that outlived its timeout fails without its files, as it should.
          await rm(workDir, { recursive: true, force: true });
          const built = await buildDataset({
            model,
            sources: data.sources,
            parent,
            settings: { ...data, labelPath: task.labelPath },
            reserved: await reservedPrompts(evaluate),
            store: deps.store,
            workDir,
            onProgress: (progress) => {
              heartbeat(progress);
              cancellationSignal().throwIfAborted();
            },
          });
          // Not with what is in it: that would be a later attempt's.
          await rmdir(workDir).catch(() => undefined);
          await audit(deps, { model, runId }, built);
          const { outcome, dataset, report, reason } = built;
          return { outcome, dataset, report, reason };
        }, deps.settings.scratchDir),
      ),
  };
}

async function audit(
  deps: ActivityDependencies,
  { model, runId }: { readonly model: string; readonly runId: string },
  { outcome, dataset, report, reason, counts }: DatasetOutcome,
): Promise<void> {
  const action = outcome === 'accepted' ? 'dataset-accepted' : 'dataset-refused';
  await writeAudit(deps, {
    model,
    actor: `run:${runId}`,
    action,
    subject: dataset?.version ?? runId,
    details: { runId, outcome, report: report.sha256, counts, reason: shortReason(reason) },
    // Sources may have grown since an attempt that died: then its report is another, and both have happened.
    idempotencyKey: `${action}/${runId}/${report.sha256.slice(0, 12)}`,
  });
}
