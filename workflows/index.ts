/** The workflow types that a worker registers: explicit, because every export here becomes one. */

import { setWorkflowOptions } from '@temporalio/workflow';
import { modelRelease } from './model-release.js';
import { pipelineRun } from './pipeline-run.js';
import { rollback } from './rollback.js';
import { rollout } from './rollout.js';

// Where worker versioning is on: a run keeps the code it started with; the entity never closes, and a rollback must never wait for a dead build.
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, modelRelease);
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, rollback);
setWorkflowOptions({ versioningBehavior: 'PINNED' }, pipelineRun);
setWorkflowOptions({ versioningBehavior: 'PINNED' }, rollout);

export { modelRelease, pipelineRun, rollback, rollout };
