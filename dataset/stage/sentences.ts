/** What a report says in sentences: what was changed in the data, and what nothing protects against. */

import { countText } from '../../domain/figures.js';
import type { Columns } from './columns.js';
import { redactionsOf } from './judge-records.js';
import type { DatasetReport, LineCounts } from './report.js';
import type { BuildRequest } from './request.js';

export function transformationsOf(columns: Columns, counts: LineCounts): string[] {
  const redacted = [...redactionsOf(columns)].map(
    ([kind, { count }]) => `${countText(count, 'value')} of kind ${kind} replaced by placeholders.`,
  );
  const taken = [
    [counts.exactDuplicates, 'taken out as an exact duplicate'],
    [counts.normalisedDuplicates, 'taken out as a duplicate after normalisation'],
    [counts.nearDuplicates, 'taken out as a near duplicate'],
    [counts.filtered, 'filtered'],
  ] as const;
  return [...redacted, ...taken.filter(([count]) => count > 0).map(([count, what]) => `${countText(count, 'example')} ${what}.`)];
}

export function unprotectedIn({ policy, parent, suites }: BuildRequest, splits: DatasetReport['splits']): string[] {
  const { redact, labelPath, heldOut, nearDuplicates } = policy;
  return [
    'Paraphrases are not found: likeness is a matter of shared words.',
    ...(redact.length === 0 ? ['Personal data and secrets are not redacted.'] : ['Names of people and places are not redacted.']),
    ...(nearDuplicates.action === 'flag' ? ['Near duplicates are flagged and stay in.'] : []),
    ...(suites.length === 0 ? ['No suite was given: nothing tells whether the data holds what it is tested with.'] : []),
    ...(labelPath === undefined ? ['No label path: labels are known only where a field beside the content says them.'] : []),
    ...(heldOut.groupBy === undefined && heldOut.after === undefined
      ? ['No groupBy: related examples, such as those of one conversation, may be in training and in tests.']
      : []),
    ...(parent === null
      ? ['A first version has no existing set: nothing says what is usual, and no anchor of earlier held-out examples.']
      : []),
    ...(splits?.heldOut === 0 ? ['No new example was held out: new behaviour is not tested.'] : []),
    ...(splits?.validation === 0 ? ['Validation is empty: training cannot stop early.'] : []),
  ];
}
