/** The worker's composition root: settings and adapters in, activities out. Nothing else constructs an adapter for activities. */

import { join, resolve } from 'node:path';
import { createActivities } from '../activities/create.js';
import type { Activities } from '../activities/interface.js';
import type { ActivityDependencies, RunMetrics } from '../activities/dependencies.js';
import { environmentReference, storePlaceOf, type Environment } from '../configs/env.js';
import { loadModelSpec } from '../configs/load.js';
import { pipelineSpec } from '../configs/spec.js';
import type { RunOutcome } from '../domain/run-state.js';
import type { Logger } from '../platform/logger.js';
import { createNotifier } from '../platform/notifier.js';
import { packageRoot } from '../platform/package-root.js';
import { createProcessRunner } from '../platform/process-runner.js';
import { createRuntimeControl } from '../platform/runtime-control.js';
import type { ObjectStore } from '../platform/ports.js';
import { createTrafficRouter } from '../platform/traffic-router.js';
import { threadedBuild } from './build-dataset.js';
import { onlyOf } from './client-guard.js';
import type { WorkerKeys } from './keys.js';

export interface Composition {
  readonly environment: Environment;
  readonly store: ObjectStore;
  readonly keys: WorkerKeys;
  readonly logger: Logger;
  readonly metrics: RunMetrics;
  readonly python: string;
  readonly converterDir: string;
  describeWorkflow(workflowId: string): Promise<RunOutcome | 'running' | 'unknown'>;
}

export function composeActivities(parts: Composition): Activities {
  const { environment, logger, store } = parts;
  const dependencies: ActivityDependencies = {
    store,
    buildDataset: threadedBuild(storePlaceOf(environment).s3),
    router: createTrafficRouter(environment.SLIPWAY_GATEWAY_CONTROL_URL),
    production: createRuntimeControl(environment.SLIPWAY_RUNTIME_URL),
    staging: createRuntimeControl(environment.SLIPWAY_STAGING_RUNTIME_URL),
    processes: createProcessRunner(),
    notifier: createNotifier({ store, logger, addressOf: environmentReference }),
    metrics: parts.metrics,
    ...parts.keys,
    settings: {
      scratchDir: resolve(environment.SLIPWAY_SCRATCH),
      python: parts.python,
      programsDir: join(packageRoot(), 'python'),
      converterDir: parts.converterDir,
      threads: environment.SLIPWAY_THREADS,
      codeVersion: environment.SLIPWAY_CODE_VERSION,
    },
    loadSpec: (model) => loadModelSpec(resolve(environment.SLIPWAY_CONFIGS), model),
    parseSpec: (kept) => pipelineSpec.parse(kept),
    describeWorkflow: (workflowId) => parts.describeWorkflow(workflowId),
    now: () => new Date(),
  };
  return onlyOf(environment.SLIPWAY_CLIENT, createActivities(dependencies));
}
