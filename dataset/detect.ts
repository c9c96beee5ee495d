/** What somebody's examples are, read exactly as training reads them: shape, task, label, groups, sizes, and the lines that would be left out. */

import { jsonOf } from '../domain/answer-label.js';
import type { ChatMessage } from '../platform/ports.js';
import { groupKeys, type GroupKeys } from './group-keys.js';
import { answerKeys, textLabels, type AnswerKeys, type LabelCandidate } from './label-paths.js';
import { otherShapeOf, type OtherShape } from './other-shapes.js';
import { parseLine, type QuarantineReason, type Row } from './row.js';
import type { Sample, SampleLine } from './sample.js';
import type { DatasetSettings } from './settings.js';

/** Classification needs a label, chat and extraction have none. */
export type DetectedTask =
  | { readonly kind: 'classification'; readonly answer: 'json'; readonly label: LabelCandidate }
  | { readonly kind: 'classification'; readonly answer: 'text'; readonly label: LabelCandidate }
  | { readonly kind: 'extraction'; readonly answer: 'json'; readonly label: null }
  | { readonly kind: 'chat'; readonly answer: 'text'; readonly label: null };

export interface Detected {
  readonly kind: 'examples';
  /** Lines that were looked at, without blank ones. */
  readonly examined: number;
  /** That training accepts, each once. */
  readonly rows: readonly Row[];
  readonly repeated: number;
  readonly shapes: { readonly messages: number; readonly prompt: number };
  readonly task: DetectedTask;
  /** False where the data leaves room for another reading. */
  readonly sure: boolean;
  readonly answers: AnswerKeys;
  readonly groups: GroupKeys;
  readonly leftOut: LeftOut;
  /** UTF-8, of whole rows and of their last answers. */
  readonly bytes: { readonly row: Sizes; readonly answer: Sizes };
  /** The system message that every row begins with. */
  readonly system: string | null;
}

/** What was found; the shape that is not read yet; or why no line is an example. */
export type Detection = Detected | ({ readonly kind: 'otherShape' } & OtherShape) | { readonly kind: 'nothing'; readonly leftOut: LeftOut };

export interface LeftOut {
  readonly count: number;
  readonly byReason: Readonly<Record<string, number>>;
  readonly first: readonly { readonly source: string; readonly line: number; readonly reason: QuarantineReason; readonly detail: string }[];
}

export interface Sizes {
  /** 99 of 100 are at most this long. */
  readonly most: number;
  readonly longest: number;
}

const shownLines = 3;
/** Answers of which so many are JSON are meant to be JSON. */
const jsonShare = 0.95;
/** Labels that occur so often are surely labels. */
const sureRepeats = 10;
/** Fewer rows could mean anything. */
const fewestSureRows = 50;

/** What is known before the data was looked at. */
const noSettings: DatasetSettings = { minimumNewExamples: 1, heldOut: { percent: 10 }, validation: { percent: 5 } };

export function detect({ lines }: Sample): Detection {
  const parsed = lines.map((each) => ({ ...each, parsed: parseLine(each.line, noSettings) }));
  const written = parsed.filter((each) => each.parsed.kind !== 'blank');
  const other = otherShapeOf(written.flatMap(({ line }) => objectOf(line.bytes)));
  if (other !== undefined) return { kind: 'otherShape', ...other };
  const accepted = written.filter((each) => each.parsed.kind === 'row');
  if (accepted.length === 0) return { kind: 'nothing', leftOut: readAll(written, noSettings).leftOut };
  const objects = accepted.flatMap(({ line }) => objectOf(line.bytes));
  const answers = accepted.flatMap((each) => (each.parsed.kind === 'row' ? [answerOf(each.parsed.row)] : []));
  const keys = answerKeys(answers);
  const { task, sure } = taskOf(answers, keys);
  const groups = groupKeys(objects);
  const labelPath = task.kind === 'classification' && task.answer === 'json' ? task.label.path : undefined;
  const read = readAll(written, { ...noSettings, labelPath, heldOut: { percent: 10, groupBy: groups.candidates[0]?.key } });
  const messages = objects.filter((value) => 'messages' in value).length;
  const shapes = { messages, prompt: objects.length - messages };
  return {
    kind: 'examples',
    examined: written.length,
    ...read,
    shapes,
    task,
    sure: sure && accepted.length >= fewestSureRows,
    answers: keys,
    groups,
    ...measured(read.rows),
  };
}

function readAll(lines: readonly SampleLine[], settings: DatasetSettings): Pick<Detected, 'rows' | 'repeated' | 'leftOut'> {
  const rows = new Map<string, Row>();
  const byReason: Record<string, number> = {};
  const first: LeftOut['first'][number][] = [];
  let [count, repeated] = [0, 0];
  for (const { source, line } of lines) {
    const parsed = parseLine(line, settings);
    if (parsed.kind === 'row') {
      if (rows.has(parsed.row.id)) repeated += 1;
      rows.set(parsed.row.id, parsed.row);
    }
    if (parsed.kind !== 'quarantined') continue;
    count += 1;
    byReason[parsed.reason] = (byReason[parsed.reason] ?? 0) + 1;
    if (first.length < shownLines) first.push({ source, line: line.number, reason: parsed.reason, detail: parsed.detail });
  }
  return { rows: [...rows.values()], repeated, leftOut: { count, byReason, first } };
}

function taskOf(answers: readonly string[], { json, keys, candidates }: AnswerKeys): Pick<Detected, 'task' | 'sure'> {
  if (json < answers.length * jsonShare) {
    const label = textLabels(answers);
    if (label === undefined) return { task: { kind: 'chat', answer: 'text', label: null }, sure: json === 0 };
    return { task: { kind: 'classification', answer: 'text', label }, sure: isSure(label, answers) };
  }
  const [label] = candidates;
  const isOnly = keys.length === 1;
  // One key with few values among many others is more likely a detail of an extraction.
  if (label === undefined || !(isOnly || label.hasLabelName || candidates.length === keys.length)) {
    return { task: { kind: 'extraction', answer: 'json', label: null }, sure: json === answers.length && candidates.length === 0 };
  }
  return { task: { kind: 'classification', answer: 'json', label }, sure: isOnly && json === answers.length && isSure(label, answers) };
}

function isSure(label: LabelCandidate, answers: readonly string[]): boolean {
  return label.values.length * sureRepeats <= answers.length;
}

function measured(rows: readonly Row[]): Pick<Detected, 'bytes' | 'system'> {
  const bytesOf = (messages: readonly ChatMessage[]): number => messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  const first = rows[0]?.messages[0];
  const system = first?.role === 'system' && first.content !== '' ? first.content : null;
  return {
    bytes: {
      row: sizesOf(rows.map(({ messages }) => bytesOf(messages))),
      answer: sizesOf(rows.map(({ messages }) => bytesOf(messages.slice(-1)))),
    },
    system: rows.every(({ messages }) => messages[0]?.role === first?.role && messages[0]?.content === first?.content) ? system : null,
  };
}

function sizesOf(numbers: readonly number[]): Sizes {
  const sorted = numbers.toSorted((left, right) => left - right);
  return { most: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0, longest: sorted.at(-1) ?? 0 };
}

function answerOf({ messages }: Row): string {
  return messages.at(-1)?.content ?? '';
}

function objectOf(bytes: Buffer): object[] {
  const value = jsonOf(bytes.toString());
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? [value] : [];
}
