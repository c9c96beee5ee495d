/** What the suites of a pipeline file ask, as the dataset stage wants it: such rows are never trained on. */

import { promptDigest } from '../../dataset/prompt-digest.js';
import { readSuiteFile } from '../../evaluation/suite-file.js';
import type { EvaluateConfig } from './index.js';

/** Digests of the prompts of both suites. Throws EvaluationInvalidError when a suite cannot be read: then nobody knows what it asks. */
export async function reservedPrompts({ regression, safety }: Pick<EvaluateConfig, 'regression' | 'safety'>): Promise<Set<string>> {
  const suites = await Promise.all([
    ...(regression === undefined ? [] : [readSuiteFile('regression', regression.suite)]),
    ...(safety === undefined ? [] : [readSuiteFile('safety', safety.suite)]),
  ]);
  return new Set(suites.flatMap(({ items }) => items.map((item) => promptDigest(item.messages))));
}
