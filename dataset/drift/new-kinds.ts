/** Finds labels, sources and kinds of task that the existing set never had: new sorts of work need a person's eye before a model is trained on them. */

import { checkOf, type Check } from '../check.js';
import type { DatasetPolicy } from '../policy.js';
import { kindsOf, onlyIn } from './compare.js';
import { knowsFields } from './fields.js';
import type { Tally } from './tally.js';
import { counted, listed, namedSamples, nothingNew } from './wording.js';

/** With `review` a new kind is `inconclusive` and blocks: the run waits for a person. A first version passes. */
export function judgeNewKinds(existing: Tally | null, fresh: Tally, mode: DatasetPolicy['newKinds']): Check {
  const severity = mode === 'review' ? 'block' : 'warn';
  if (existing === null || existing.examples === 0) {
    return checkOf('new-kinds', { verdict: 'pass', severity, reason: 'There is no existing set: every kind is new.' });
  }
  if (fresh.examples === 0) return nothingNew('new-kinds');
  const labels = existing.beyond.labels > 0 ? [] : onlyIn(kindsOf(fresh.labels), kindsOf(existing.labels));
  const knowsSources = knowsFields(existing) && existing.beyond.sources === 0;
  const sources = knowsSources ? onlyIn(kindsOf(fresh.sources), kindsOf(existing.sources)) : [];
  const tasks = onlyIn(kindsOf(fresh.tasks), kindsOf(existing.tasks));
  const count = labels.length + sources.length + tasks.length;
  const parts = [part(labels, 'label', 'labels'), part(sources, 'source', 'sources'), part(tasks, 'kind of task', 'kinds of task')];
  const unknown =
    existing.beyond.labels > 0 ? ' The existing set has too many labels to know them all by name, so labels were not judged.' : '';
  const next = mode === 'review' ? ' A person has to look at samples and approve.' : '';
  const found = count === 0 ? 'No new label, source or kind of task.' : `Never seen before: ${parts.filter(Boolean).join('; ')}.${next}`;
  return checkOf('new-kinds', {
    verdict: count === 0 ? 'pass' : verdicts[mode],
    severity,
    observed: count,
    limit: 0,
    count,
    reason: `${found}${unknown}`,
    samples: [
      ...namedSamples('new-label', labels, (name) => tell(name, fresh.labels[name])),
      ...namedSamples('new-source', sources, (name) => tell(name, fresh.sources[name])),
      ...namedSamples('new-task', tasks, (name) => tell(name, fresh.tasks[name])),
    ],
  });
}

const verdicts = { review: 'inconclusive', warn: 'fail' } as const;

function part(names: readonly string[], one: string, many: string): string {
  return names.length === 0 ? '' : `${names.length === 1 ? one : many} ${listed(names)}`;
}

function tell(name: string, count = 0): string {
  return `${name} (${counted(count, 'example')})`;
}
