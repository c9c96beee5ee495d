/** What a worker gives activities, for tests of those that need the store, processes and disk: everything else refuses to be used. */

import type { ActivityDependencies } from '../../activities/dependencies.js';
import { pipelineSpec } from '../../configs/spec.js';
import type { ObjectStore, ProcessRunner } from '../../platform/ports.js';
import { tools } from './golden.js';

export interface Given {
  readonly store: ObjectStore;
  readonly processes: ProcessRunner;
  readonly scratchDir: string;
  readonly codeVersion?: string;
}

export function someDependencies({ store, processes, scratchDir, codeVersion = 'test' }: Given): ActivityDependencies {
  return {
    store,
    processes,
    get router() {
      return unused('router');
    },
    get production() {
      return unused('production');
    },
    get staging() {
      return unused('staging');
    },
    get notifier() {
      return unused('notifier');
    },
    metrics: { runEnded: ignore, stageEnded: ignore, rolledBack: ignore, trainingStep: ignore },
    signer: null,
    verifier: null,
    settings: {
      scratchDir,
      python: tools.python,
      programsDir: tools.programsDir,
      converterDir: tools.converterDir,
      threads: 1,
      codeVersion,
    },
    loadSpec: () => unused('loadSpec'),
    parseSpec: (kept) => pipelineSpec.parse(kept),
    describeWorkflow: () => unused('describeWorkflow'),
    now: () => new Date(),
  };
}

const ignore = (): void => undefined;

function unused(name: string): never {
  throw new Error(`this activity should not need ${name}; give it to someDependencies when it does`);
}
