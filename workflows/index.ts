/** The workflow types that a worker registers: explicit, because every export here becomes one. */

import { setWorkflowOptions, workflowInfo } from '@temporalio/workflow';
import { importVersion } from './import-version.js';
import { modelRelease } from './model-release.js';
import { pipelineRun } from './pipeline-run.js';
import { reproduction } from './reproduction.js';
import { rollback } from './rollback.js';
import { rollout } from './rollout.js';

/** Only where the worker is versioned: the server refuses a behaviour from one that is not. */
const upgradesByItself = (): { versioningBehavior?: 'AUTO_UPGRADE' } =>
  (workflowInfo().currentDeploymentVersion?.deploymentName ?? '') === '' ? {} : { versioningBehavior: 'AUTO_UPGRADE' };

// A run keeps the build it started with (the worker's default); the entity never closes, and a rollback must never wait for a dead build.
setWorkflowOptions(upgradesByItself, modelRelease);
setWorkflowOptions(upgradesByItself, rollback);

export { importVersion, modelRelease, pipelineRun, reproduction, rollback, rollout };
