/** Releasing a version that exists already: which may be, and what its acceptance leaves in the registry. Its run does the rest as every run. */

import { versionNumber } from '../domain/model-version.js';
import { readHead } from '../registry/heads.js';
import { readVersion } from '../registry/manifests.js';
import type { ActivityDependencies } from './dependencies.js';
import { followHead } from './environment-heads.js';
import { withFailureTypes } from './failure.js';
import type { PromotionActivities } from './promotion-interface.js';
import { auditApproval } from './registration.js';
import { championOf } from './registry.js';

export function createPromotionActivities(deps: ActivityDependencies): PromotionActivities {
  return {
    async resolvePromotion({ model, version }) {
      const manifest = versionNumber(version) === undefined ? undefined : await readVersion(deps.store, model, version);
      if (manifest === undefined) return { refused: `${model} has no ${version}; list its versions with: slipway versions ${model}` };
      if (manifest.status === 'rejected') {
        return {
          refused: `${version} was rejected and never served; slipway why ${model} ${version} tells why, a new run makes a better one`,
        };
      }
      const head = await readHead(deps.store, model, 'production');
      if (head?.version === version) return { refused: `${version} serves already` };
      return { promoted: { ...championOf(manifest), packaging: manifest.packaging } };
    },
    recordPromotion: (question) =>
      withFailureTypes(async () => {
        const { model, runId, version, artifact, accepted, reason } = question;
        await auditApproval(deps, question);
        if (!accepted) return;
        const to = { version, ggufSha256: artifact.gguf.sha256 };
        await followHead(deps, { model, runId, to, environment: 'staging', reason, evenBack: true });
      }),
  };
}
