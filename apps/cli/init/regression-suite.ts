/** A first regression suite out of the person's own rows: some of every label, and the same ones whenever it is made again. */

import type { Detected, Row } from '../../../dataset/examine/detect.js';
import { promptDigest } from '../../../dataset/version/prompt-digest.js';
import type { ChatMessage } from '../../../platform/ports.js';
import { brokenText } from './safety-prompts.js';

export interface SuiteRow {
  readonly id: string;
  readonly messages: readonly ChatMessage[];
  readonly expected?: string;
  readonly forbidden?: readonly string[];
  readonly answer?: 'json' | 'labelSet';
}

const wantedRows = 20;
/** What stands in the suite is not trained on: of few rows it takes few. */
const mostShare = 0.1;
/** Longer prompts make the suite slow and hard to read. */
const longestPrompt = 20_000;

export function regressionSuite({ rows, task }: Detected): SuiteRow[] {
  const count = Math.max(1, Math.min(wantedRows, Math.floor(rows.length * mostShare)));
  const labelOf = (row: Row): string => (task.label === null ? 'case' : task.answer === 'json' ? (row.label ?? '') : answerOf(row).trim());
  const numbers = new Map<string, number>();
  return chosenFrom(usable(rows), labelOf, count).map((row) => {
    const name = slug(labelOf(row));
    const number = (numbers.get(name) ?? 0) + 1;
    numbers.set(name, number);
    const messages = row.messages.slice(0, -1);
    // Free text has many right answers; what it can be held to is that it is no rubbish.
    const judged = task.kind === 'chat' ? { forbidden: brokenText } : { expected: answerOf(row) };
    return { id: `${name}-${number}`, messages, ...judged };
  });
}

/** In turns over the labels, each time the row with the next digest: chance, but always the same. */
function chosenFrom(rows: readonly Row[], labelOf: (row: Row) => string, count: number): Row[] {
  const byLabel = new Map<string, Row[]>();
  for (const row of rows.toSorted((left, right) => (left.id < right.id ? -1 : 1))) {
    const queue = byLabel.get(labelOf(row)) ?? [];
    queue.push(row);
    byLabel.set(labelOf(row), queue);
  }
  const queues = [...byLabel].toSorted(([left, some], [right, others]) => others.length - some.length || (left < right ? -1 : 1));
  const turns = Array.from({ length: Math.max(0, ...queues.map(([, queue]) => queue.length)) }, (_, turn) =>
    queues.flatMap(([, queue]) => queue[turn] ?? []),
  );
  return turns.flat().slice(0, count);
}

/** A question that the data answers in two ways has no expected answer. */
function usable(rows: readonly Row[]): Row[] {
  const answers = new Map<string, Set<string>>();
  const digests = new Map(rows.map((row) => [row, promptDigest(row.messages.slice(0, -1))]));
  for (const [row, digest] of digests) answers.set(digest, (answers.get(digest) ?? new Set()).add(answerOf(row)));
  return rows.filter((row) => {
    const prompt = row.messages.slice(0, -1);
    const isShort = prompt.reduce((sum, { content }) => sum + content.length, 0) <= longestPrompt;
    const isAsked = prompt.at(-1)?.role === 'user' && prompt.every(({ content }) => content !== '');
    return isAsked && isShort && answers.get(digests.get(row) ?? '')?.size === 1;
  });
}

function answerOf({ messages }: Row): string {
  return messages.at(-1)?.content ?? '';
}

function slug(label: string): string {
  const plain = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return plain.slice(0, 40) || 'label';
}
