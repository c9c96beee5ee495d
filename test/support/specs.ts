/** Pipeline specs for tests: the defaults of a real file, with what a test changes. */

import { pipelineSpec, type ResolvedSpec } from '../../configs/spec.js';

/** As if loaded from a file with only the required keys and these. */
export function aResolvedSpec(changes: Readonly<Record<string, unknown>> = {}): ResolvedSpec {
  const spec = pipelineSpec.parse({
    model: 'support-triage',
    data: { sources: ['data'] },
    train: { kind: 'trl', baseModel: { name: 'tiny', uri: 'base', sha256: 'f'.repeat(64) } },
    evaluate: { regression: { suite: 'regression.jsonl' }, safety: { suite: 'safety.jsonl' } },
    ...changes,
  });
  return { spec, digest: 'c'.repeat(64), recipeDigest: 'e'.repeat(64), unprotected: [] };
}

export const bothMonitors = [{ kind: 'error-rate' }, { kind: 'output-quality' }];
