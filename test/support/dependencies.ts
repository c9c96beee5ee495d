/** What a worker gives activities, for tests of those that need the store, processes and disk: everything else refuses to be used. */

import type { ActivityDependencies } from '../../activities/dependencies.js';
import { pipelineSpec } from '../../configs/spec.js';
import { buildDataset } from '../../dataset/stage/build.js';
import type { ObjectStore, ProcessRunner, SourceStore } from '../../platform/ports.js';
import { tools } from './golden.js';

export interface Given {
  readonly store: ObjectStore;
  readonly processes: ProcessRunner;
  readonly scratchDir: string;
  readonly codeVersion?: string;
  readonly sources?: SourceStore;
}

export function someDependencies({ store, processes, scratchDir, codeVersion = 'test', sources = noSources }: Given): ActivityDependencies {
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
    buildDataset: (request, { signal, onProgress }) =>
      buildDataset({
        ...request,
        remote: sources,
        onProgress(progress) {
          onProgress(progress);
          signal.throwIfAborted();
        },
      }),
    loadSpec: () => unused('loadSpec'),
    parseSpec: (kept) => pipelineSpec.parse(kept),
    describeWorkflow: () => unused('describeWorkflow'),
    now: () => new Date(),
  };
}

const noSources: SourceStore = { list: () => unused('sources'), read: () => unused('sources') };

const ignore = (): void => undefined;

function unused(name: string): never {
  throw new Error(`this activity should not need ${name}; give it to someDependencies when it does`);
}
