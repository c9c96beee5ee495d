/** What the suites of a pipeline file ask, as the dataset stage wants it: such rows are never trained on. */

import type { SuiteText } from '../../dataset/contamination/suite-text.js';
import { readSuiteLines } from '../../evaluation/suite-file.js';
import type { EvaluateConfig } from './index.js';

type Suites = Pick<EvaluateConfig, 'regression' | 'safety'>;

/** What both suites ask, with the answers that they expect. Throws EvaluationInvalidError when a suite cannot be read: then nobody knows what it asks. */
export async function suiteTexts(evaluate: Suites): Promise<SuiteText[]> {
  const texts = await Promise.all((['regression', 'safety'] as const).map((name) => textsOf(name, evaluate[name]?.suite)));
  return texts.flat();
}

async function textsOf(suite: 'regression' | 'safety', path: string | undefined): Promise<SuiteText[]> {
  if (path === undefined) return [];
  const items = await readSuiteLines(suite, path);
  return items.map(({ id, line, messages, expected }) => ({
    suite,
    item: id,
    line,
    messages: [...messages, ...(expected === undefined ? [] : [{ role: 'assistant' as const, content: expected }])],
  }));
}
