/** Which key of JSON answers is a label: few values, each of them often. */

import { jsonOf } from '../../domain/answer-label.js';

export interface LabelCandidate {
  /** Dotted, as `task.labelPath` wants it. */
  readonly path: string;
  /** How often each value occurs, the most frequent first. */
  readonly values: readonly (readonly [value: string, rows: number])[];
  /** Called as labels are commonly called. */
  readonly hasLabelName: boolean;
}

export interface AnswerKeys {
  /** Of answers that are a JSON object or list. */
  readonly json: number;
  /** Keys with a text, a number or a truth value in at least half of the answers. */
  readonly keys: readonly string[];
  /** Best first. */
  readonly candidates: readonly LabelCandidate[];
}

const deepestLevel = 4;
/** A key that nearly every answer has: the others would be quarantined for lack of a label. */
const leastCoverage = 0.95;
const mostLabels = 200;
const longestLabel = 100;
/** Rows that each label has on average, so that a name or a number is no label. */
const leastRepeats = 3;
const labelNames = /(^|[._])(intent|label|category|class|topic|sentiment|type|tag|route|queue|department|priority|status)$/i;

interface Leaf {
  readonly values: Map<string, number>;
  texts: number;
  others: number;
}

export function answerKeys(answers: readonly string[]): AnswerKeys {
  const leaves = new Map<string, Leaf>();
  let json = 0;
  for (const answer of answers) {
    const value = jsonOf(answer);
    if (typeof value !== 'object' || value === null) continue;
    json += 1;
    collectLeaves(value, [], leaves);
  }
  const keys = [...leaves].filter(([, { texts, others }]) => (texts + others) * 2 >= answers.length).map(([path]) => path);
  const candidates = [...leaves].filter(([, leaf]) => isLabel(leaf, answers.length)).map(([path, leaf]) => candidateOf(path, leaf));
  // A stable sort: among equals the key that comes first in the answers.
  return { json, keys, candidates: candidates.toSorted((left, right) => Number(right.hasLabelName) - Number(left.hasLabelName)) };
}

/** Whole answers as labels: short texts of which there are few. */
export function textLabels(answers: readonly string[]): LabelCandidate | undefined {
  const leaf: Leaf = { values: new Map(), texts: 0, others: 0 };
  for (const answer of answers) addText(leaf, answer.trim());
  return isLabel(leaf, answers.length) ? candidateOf('', leaf) : undefined;
}

function collectLeaves(value: object, path: readonly string[], leaves: Map<string, Leaf>): void {
  if (Array.isArray(value) || path.length >= deepestLevel) return;
  for (const [key, member] of Object.entries(value) as [string, unknown][]) {
    // A dot in a key could not be told from a step deeper.
    if (key === '' || key.includes('.')) continue;
    const here = [...path, key];
    if (typeof member === 'object' && member !== null) collectLeaves(member, here, leaves);
    else addLeaf(leaves, here.join('.'), member);
  }
}

function addLeaf(leaves: Map<string, Leaf>, path: string, member: unknown): void {
  const leaf = leaves.get(path) ?? { values: new Map(), texts: 0, others: 0 };
  leaves.set(path, leaf);
  if (typeof member === 'string') addText(leaf, member);
  else leaf.others += 1;
}

function addText(leaf: Leaf, text: string): void {
  leaf.texts += 1;
  // Past the most that could be labels, a further value changes nothing.
  if (leaf.values.size <= mostLabels || leaf.values.has(text)) leaf.values.set(text, (leaf.values.get(text) ?? 0) + 1);
}

function isLabel({ values, texts }: Leaf, rows: number): boolean {
  if (texts < rows * leastCoverage || values.size < 2 || values.size > mostLabels) return false;
  if (values.size * leastRepeats > rows) return false;
  return [...values.keys()].every((value) => value.trim() !== '' && value.length <= longestLabel && !value.includes('\n'));
}

function candidateOf(path: string, { values }: Leaf): LabelCandidate {
  const byCount = [...values].toSorted(([left, leftRows], [right, rightRows]) => rightRows - leftRows || (left < right ? -1 : 1));
  return { path, values: byCount, hasLabelName: labelNames.test(path) };
}
