/** Puts versions onto the production runtime and takes them off again. "Already so" is success. */

import { cancellationSignal } from '@temporalio/activity';
import { runtimeOf } from '../catalog/runtimes/index.js';
import { patiently } from '../catalog/runtimes/patiently.js';
import { modelRefOf } from '../domain/model-version.js';
import { verifyVersion } from '../registry/signing.js';
import type { ActivityDependencies } from './dependencies.js';
import { withFailureTypes } from './failure.js';
import { whileHeartbeating } from './heartbeat.js';
import type { ServingActivities } from './interface.js';

export function createServingActivities(deps: ActivityDependencies): ServingActivities {
  return {
    stageModel: ({ model, served, resolved }) =>
      whileHeartbeating(() =>
        withFailureTypes(async () => {
          // Before anything is loaded, and for a rollback as for a release: neither sends users to what nobody vouches for.
          if (deps.verifier !== null) {
            const { version, artifact } = served;
            await verifyVersion({ store: deps.store, model, version, ggufSha256: artifact.gguf.sha256 }, deps.verifier);
          }
          // A rollback has no spec: it must not depend on a file that somebody may be editing.
          const config = resolved?.spec.release.runtime ?? { kind: 'llama-server' as const };
          const runtime = runtimeOf(config);
          const modelRef = modelRefOf(model, served.version);
          const running = await runtime.stage(deps.production, {
            modelRef,
            artifact: served.artifact,
            parallel: runtime.parallel,
            signal: cancellationSignal(),
          });
          await runtime.warm(running, cancellationSignal());
        }),
      ),
    retireModels: ({ model, keep }) =>
      whileHeartbeating((signal) =>
        withFailureTypes(async () => {
          const kept = new Set(keep.map((version) => modelRefOf(model, version)));
          for (const { modelRef } of await patiently(() => deps.production.list(), signal)) {
            if (modelRef.startsWith(`${model}@`) && !kept.has(modelRef)) await patiently(() => deps.production.remove(modelRef), signal);
          }
        }),
      ),
  };
}
