/** What somebody's examples are, read exactly as training reads them: shape, task, label, groups, sizes, and the lines that would be left out. */

import { jsonOf } from '../../domain/answer-label.js';
import type { ChatMessage } from '../../platform/ports.js';
import type { SchemaName } from '../example.js';
import { createParser, type Parsed, type ParsingPolicy } from '../schema/parse.js';
import { rowOf } from '../version/rows.js';
import { groupKeys, type GroupKeys } from './group-keys.js';
import { answerKeys, textLabels, type AnswerKeys, type LabelCandidate } from './label-paths.js';
import { otherShapeOf, type OtherShape } from './other-shapes.js';
import type { Sample, SampleLine } from './sample.js';

/** A whole example of plain chat. */
export interface Row {
  readonly id: string;
  readonly messages: readonly ChatMessage[];
  readonly label: string | null;
}

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
  readonly schema: SchemaName;
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
  readonly first: readonly { readonly source: string; readonly line: number; readonly reason: string; readonly detail: string }[];
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
const nothingKnown: ParsingPolicy = { profile: 'generic', plainChat: true, heldOut: { percent: 10, timeKey: 'createdAt' } };

export function detect({ lines }: Sample): Detection {
  const first = readAll(lines, nothingKnown);
  if (first.rows.length === 0 || first.schema === null) {
    const other = otherShapeOf(lines.flatMap(({ line }) => objectOf(line.bytes)));
    return other === undefined ? { kind: 'nothing', leftOut: first.leftOut } : { kind: 'otherShape', ...other };
  }
  const answers = first.accepted.map(({ row }) => answerOf(row));
  const keys = answerKeys(answers);
  const { task, sure } = taskOf(answers, keys);
  const groups = groupKeys(first.accepted.flatMap(({ line }) => objectOf(line.line.bytes)));
  const labelPath = task.kind === 'classification' && task.answer === 'json' ? task.label.path : undefined;
  const heldOut = { ...nothingKnown.heldOut, groupBy: groups.candidates[0]?.key };
  const { rows, repeated, leftOut, examined } = readAll(lines, { ...nothingKnown, labelPath, heldOut });
  return {
    kind: 'examples',
    rows,
    repeated,
    leftOut,
    examined,
    task,
    groups,
    schema: first.schema,
    sure: sure && first.accepted.length >= fewestSureRows,
    answers: keys,
    ...measured(rows),
  };
}

interface Read extends Pick<Detected, 'rows' | 'repeated' | 'leftOut' | 'examined'> {
  readonly schema: SchemaName | null;
  /** Repeats among them. */
  readonly accepted: readonly { readonly row: Row; readonly line: SampleLine }[];
}

function readAll(lines: readonly SampleLine[], policy: ParsingPolicy): Read {
  const parser = createParser(policy, null);
  const accepted: { row: Row; line: SampleLine }[] = [];
  const byReason: Record<string, number> = {};
  const first: LeftOut['first'][number][] = [];
  let [count, examined] = [0, 0];
  for (const each of lines) {
    const parsed = parser.parse(each.line);
    if (parsed.kind === 'blank') continue;
    examined += 1;
    if (parsed.kind === 'example') {
      accepted.push({ row: rowFrom(parsed), line: each });
      continue;
    }
    const [reason, detail] =
      parsed.kind === 'quarantined'
        ? [parsed.code, placed(parsed)]
        : ['other-schema', `expected ${parser.schema ?? 'one schema'}, found ${parsed.schema}`];
    count += 1;
    byReason[reason] = (byReason[reason] ?? 0) + 1;
    if (first.length < shownLines) first.push({ source: each.source, line: each.line.number, reason, detail });
  }
  const rows = [...new Map(accepted.map(({ row }) => [row.id, row])).values()];
  return { rows, accepted, examined, repeated: accepted.length - rows.length, leftOut: { count, byReason, first }, schema: parser.schema };
}

function rowFrom({ example, about }: Extract<Parsed, { kind: 'example' }>): Row {
  // Plain chat: no tools, and a text in every message.
  const messages = example.messages.map(({ role, content }) => ({ role, content: content ?? '' }) as ChatMessage);
  return { id: rowOf(example, about.group).id, messages, label: about.label };
}

function placed({ pointer, message }: Extract<Parsed, { kind: 'quarantined' }>): string {
  return pointer === '' ? message : `${pointer}: ${message}`;
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
