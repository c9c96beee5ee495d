/** Reports on data, as the dataset stage writes them: every check in its order, and what tests change of them. */

import { checkNames, type Check, type CheckName, type Sample } from '../../dataset/check.js';
import { defaultPolicy } from '../../dataset/policy.js';
import type { DatasetReport, Distribution, LineCounts } from '../../dataset/stage/report.js';

export const someCounts: LineCounts = {
  read: 1_210,
  accepted: 900,
  quarantined: 6,
  exactDuplicates: 290,
  normalisedDuplicates: 8,
  nearDuplicates: 2,
  filtered: 3,
  blank: 1,
};

/** 900 new examples beside 300 existing ones, accepted; one check warns. */
export function aDatasetReport(changes: Partial<DatasetReport> = {}): DatasetReport {
  return {
    model: 'support-triage',
    version: 'd'.repeat(64),
    parent: 'b'.repeat(64),
    outcome: 'accepted',
    verdict: 'pass',
    reason: '900 new examples; 1200 in the training set with the 300 existing ones. 976 train, 67 validation, 122 held out, 35 anchor.',
    counts: someCounts,
    training: { existing: 300, new: 900, removed: 0, total: 1_200 },
    checks: someChecks(),
    files: [{ file: 'data/tickets.jsonl', pin: `sha256:${'e'.repeat(64)}`, bytes: 1_815_000, schema: 'messages', counts: someCounts }],
    policy: { ...defaultPolicy, labelPath: 'intent' },
    definitions: ['Shingles of an example: the set of 2 consecutive words within one text.'],
    transformations: ['3 values of kind email replaced by placeholders.'],
    distributions: someDistributions(),
    clusters: [
      { leaderFile: 'data/tickets.jsonl', leaderLine: 17, size: 140 },
      { leaderFile: 'data/tickets.jsonl', leaderLine: 301, size: 12 },
    ],
    splits: { train: 976, validation: 67, heldOut: 122, anchor: 35 },
    unprotected: ['Names of people and places are not redacted.'],
    ...changes,
  };
}

/** Three labels before, a fourth one new; lengths and scores. */
export function someDistributions(): Distribution[] {
  return [
    {
      name: 'labels',
      bins: [
        { bin: 'refund', existing: 100, new: 400 },
        { bin: 'login', existing: 120, new: 350 },
        { bin: 'billing', existing: 80, new: 0 },
        { bin: 'exchange', existing: 0, new: 150 },
      ],
    },
    {
      name: 'length',
      bins: [
        { bin: '8-15', existing: 200, new: 300 },
        { bin: '16-31', existing: 100, new: 500 },
        { bin: '1024-2047', existing: 0, new: 100 },
      ],
    },
    { name: 'roles', bins: [{ bin: 'user,assistant', existing: 300, new: 900 }] },
    {
      name: 'quality',
      bins: Array.from({ length: 10 }, (_, bin) => ({ bin: `${bin / 10}–${(bin + 1) / 10}`, existing: 0, new: bin * 20 })),
    },
  ];
}

/** All of them pass, but that contamination was not looked for; those that are given are put in their places. */
export function someChecks(...changed: readonly Check[]): Check[] {
  return checkNames.map((name) => changed.find((check) => check.name === name) ?? aCheck(name));
}

export function aCheck(name: CheckName, changes: Partial<Check> = {}): Check {
  const isFound = name === 'contamination';
  return {
    name,
    verdict: isFound ? 'inconclusive' : 'pass',
    severity: isFound ? 'warn' : 'block',
    observed: isFound ? null : 0,
    limit: 0,
    count: 0,
    reason: isFound ? 'No suite was given to compare with.' : 'Nothing was found.',
    samples: [],
    evidence: name === 'format' ? 'quarantine.jsonl' : null,
    ...changes,
  };
}

export function aSample(changes: Partial<Sample> = {}): Sample {
  return { code: 'invalid-json', file: 'data/tickets.jsonl', line: 771, text: 'expected a value at byte 14', ...changes };
}

/** 61 lines are broken. */
export function aRejectedReport(changes: Partial<DatasetReport> = {}): DatasetReport {
  const counts = {
    ...someCounts,
    read: 120,
    accepted: 59,
    quarantined: 61,
    exactDuplicates: 0,
    normalisedDuplicates: 0,
    nearDuplicates: 0,
    filtered: 0,
    blank: 0,
  };
  const reason = '61 of 120 lines (50.83 %) are no examples: 40 invalid-json, 21 no-messages.';
  const format = aCheck('format', { verdict: 'fail', observed: 50.83, limit: 1, count: 61, reason, samples: [aSample()] });
  return aDatasetReport({
    version: null,
    outcome: 'rejected',
    verdict: 'fail',
    reason: `1 check failed. format: ${reason}`,
    counts,
    training: { existing: 300, new: 59, removed: 0, total: 359 },
    checks: someChecks(format),
    clusters: [],
    splits: null,
    ...changes,
  });
}

/** A label that was never seen. */
export function aHeldReport(changes: Partial<DatasetReport> = {}): DatasetReport {
  const reason = 'Never seen before: label "exchange". A person has to look at samples and approve.';
  const samples = [
    aSample({ code: 'new-label', file: null, line: null, text: 'exchange (150 examples)' }),
    aSample({ code: 'new-label', line: 42, text: 'exchange: I would like another size' }),
  ];
  return aDatasetReport({
    outcome: 'needs-review',
    verdict: 'inconclusive',
    reason: `needs-data-review: ${reason}`,
    checks: someChecks(aCheck('new-kinds', { verdict: 'inconclusive', observed: 1, count: 1, reason, samples })),
    ...changes,
  });
}

/** As the first releases kept it. */
export const anEarlierReport = {
  model: 'support-triage',
  outcome: 'accepted',
  reason: '900 new examples; 976 train, 67 validation, 122 held out, 35 anchor.',
  version: 'd'.repeat(64),
  parent: 'b'.repeat(64),
  settings: {
    minimumNewExamples: 50,
    heldOut: { percent: 12, groupBy: 'conversationId' },
    validation: { percent: 5 },
    labelPath: 'intent',
  },
  counts: { lines: 1_210, blank: 1, quarantined: 6, duplicates: 0, alreadyInParent: 303, newExamples: 900 },
  sources: [{ path: 'data/tickets.jsonl', lines: 1_210, blank: 1, quarantined: 6, duplicates: 0, alreadyInParent: 303, newExamples: 900 }],
  quarantine: { file: null, byReason: { 'not-json': 4, 'too-long': 2 } },
  labels: { parent: { refund: 100 }, new: { refund: 400 }, unlabelledInParent: 0 },
  splits: { train: 976, validation: 67, heldOut: 122, anchor: 35 },
  unprotected: ['Drift of labels is shown, not judged.'],
};
