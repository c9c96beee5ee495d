/** The dataset stage: sources in, an immutable version or a refusal out, each with its report. */

import { join } from 'node:path';
import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { buildDataset } from '../dataset/build.js';
import type { ActivityDependencies } from './dependencies.js';
import { withFailureTypes } from './failure.js';
import { whileHeartbeating } from './heartbeat.js';
import type { DatasetActivities } from './interface.js';

export function createDatasetActivities(deps: ActivityDependencies): DatasetActivities {
  return {
    validateDataset: ({ model, runId, resolved, parent }) =>
      whileHeartbeating(() =>
        withFailureTypes(async () => {
          const { data, task } = resolved.spec;
          const { outcome, dataset, report, reason } = await buildDataset({
            model,
            sources: data.sources,
            parent,
            settings: { ...data, labelPath: task.labelPath },
            store: deps.store,
            workDir: join(deps.settings.scratchDir, 'datasets', model, runId),
            onProgress: (progress) => {
              heartbeat(progress);
              cancellationSignal().throwIfAborted();
            },
          });
          return { outcome, dataset, report, reason };
        }),
      ),
  };
}
