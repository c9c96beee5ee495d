/** The workflow types that a worker registers: explicit, because every export here becomes one. */

export { modelRelease } from './model-release.js';
export { pipelineRun } from './pipeline-run.js';
export { rollback } from './rollback.js';
export { rollout } from './rollout.js';
