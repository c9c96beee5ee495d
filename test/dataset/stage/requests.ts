/** Requests, policies and lines for tests of the dataset stage. Apart from the harness, because processes without a test runner use them too. */

import { defaultPolicy, type DatasetPolicy } from '../../../dataset/policy.js';
import type { BuildRequest } from '../../../dataset/stage/request.js';

/** Nothing is too few, and groups are by conversation. */
export const somePolicy: DatasetPolicy = {
  ...defaultPolicy,
  minimumNewExamples: 1,
  maxQuarantinePercent: 100,
  labelPath: 'intent',
  heldOut: { percent: 20, groupBy: 'conversationId', timeKey: 'createdAt' },
  validation: { percent: 10 },
};

export function aRequest(source: string, folder: string): BuildRequest {
  return {
    model: 'triage',
    sources: [source],
    remote: undefined,
    parent: null,
    policy: somePolicy,
    suites: [],
    filterSuitePrompts: true,
    folder,
  };
}

/** A chat example whose answer is a label. */
export function aLine(question: string, intent: string, beside: Readonly<Record<string, unknown>> = {}): string {
  const messages = [
    { role: 'user', content: question },
    { role: 'assistant', content: JSON.stringify({ intent }) },
  ];
  return JSON.stringify({ messages, ...beside });
}

/** Different from each other in every word that counts. */
export function someLines(count: number, name: string, beside: Readonly<Record<string, unknown>> = {}): string[] {
  return Array.from({ length: count }, (_, index) =>
    aLine(`${name} question number ${index} about ${name}${index * 7}`, index % 2 === 0 ? 'refund' : 'delivery', beside),
  );
}
