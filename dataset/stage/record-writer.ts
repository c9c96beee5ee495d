/** Writes what a segment knows of its examples: the canonical row, its facts, its shingles and its quality. */

import { factsOf } from '../drift/tally.js';
import type { About, Example } from '../example.js';
import type { Found } from '../redact/redact.js';
import { scoreOf } from '../quality/score.js';
import type { Parsed } from '../schema/parse.js';
import { labelInAnswer } from '../schema/record-label.js';
import type { Line } from '../sources/line.js';
import { groupFraction, groupKeyOf } from '../split/fraction.js';
import { normalisedHash, promptHash, type Words } from '../text/words.js';
import { promptDigest } from '../version/prompt-digest.js';
import { rowOf, type Row } from '../version/rows.js';
import type { StoredRow } from '../version/stored-row.js';
import { emptyFacts, factsBlock, flags, writeFacts, type Facts } from './facts.js';
import { hashText } from './hash-text.js';
import type { MapTools } from './map-tools.js';
import { createNames, type Names } from './names.js';
import { segmentPath, type Segment } from './segments.js';
import { createSpill, type Spill } from './spill.js';

/** Named of each kind of personal data. */
const shownLines = 3;

export interface RecordWriter {
  fresh(line: Line, parsed: Extract<Parsed, { kind: 'example' }>, file: string): void;
  existing(line: Line, row: StoredRow, file: string): void;
  close(): Pick<Segment, 'examples' | 'names' | 'redacted' | 'shingles'>;
  abandon(): void;
}

export function createRecordWriter(folder: string, number: number, tools: MapTools): RecordWriter {
  const spillOf = (file: keyof Spills): Spill => createSpill(segmentPath(folder, number, file));
  const spills: Spills = {
    rows: spillOf('rows'),
    facts: spillOf('facts'),
    shingles: spillOf('shingles'),
    quality: spillOf('quality'),
    filtered: spillOf('filtered'),
  };
  const record = factsBlock(1);
  const state: State = { spills, tools, names: createNames(), facts: emptyFacts(), redacted: {}, examples: 0 };
  const finish = (): void => {
    writeFacts(state.facts, record, 0);
    spills.facts.append(record.bytes);
    state.examples += 1;
  };
  return {
    fresh: (line, parsed, file) => {
      writeFresh(state, line, { ...parsed, file });
      finish();
    },
    existing: (line, row, file) => {
      writeExisting(state, line, { row, file });
      finish();
    },
    close: () => {
      const { redacted, names, examples } = state;
      const written = { examples, names: names.tables(), redacted, shingles: spills.shingles.bytes / 4 };
      for (const spill of Object.values(spills)) spill.close();
      return written;
    },
    abandon: () => {
      for (const spill of Object.values(spills)) spill.abandon();
    },
  };
}

type Spills = Record<'rows' | 'facts' | 'shingles' | 'quality' | 'filtered', Spill>;

interface State {
  readonly spills: Spills;
  readonly tools: MapTools;
  readonly names: Names;
  readonly facts: Facts;
  readonly redacted: Record<string, { count: number; readonly lines: number[] }>;
  examples: number;
}

interface Known {
  readonly example: Example;
  readonly about: Omit<About, 'schema'>;
}

function writeFresh(
  state: State,
  line: Line,
  { example: raw, about, file }: { readonly example: Example; readonly about: About; readonly file: string },
): void {
  const { tools, facts, spills } = state;
  const { example, found } = tools.redactor.redact(raw);
  for (const each of found) countRedaction(state, each, line.number);
  const { row, words } = writeRecord(state, line, { example, about });
  const signals = tools.signals.read(example, words, about.rating);
  const { score, reasons } = scoreOf(signals);
  facts.score = score;
  facts.answerWords = signals.answerWords;
  facts.rareScript = signals.rareScript;
  const quality = { file, line: line.number, score, reasons, signals };
  spills.quality.line(JSON.stringify(quality));
  if (score < tools.policy.quality.minimum) facts.flags |= flags.lowQuality;
  if ((facts.flags & (flags.lowQuality | flags.inSuite)) === 0) return;
  const code = (facts.flags & flags.inSuite) === 0 ? 'low-quality' : 'in-suite';
  spills.filtered.line(JSON.stringify({ ...quality, code, example: JSON.parse(row.text) as unknown }));
}

function writeExisting(state: State, line: Line, { row, file }: { readonly row: StoredRow; readonly file: string }): void {
  const { labelPath } = state.tools.policy;
  const answer = row.example.messages.at(-1)?.content ?? '';
  const label = labelPath === undefined ? null : (labelInAnswer(answer, labelPath) ?? null);
  const about = { group: row.group, label, source: null, rating: null, at: null, shape: '' };
  const { row: made } = writeRecord(state, line, { example: row.example, about });
  if (made.id !== row.id)
    throw new Error(`Expected the id of its content at line ${line.number} of ${file}. The version is damaged; restore it.`);
  // Outliers are looked for among new examples only.
  Object.assign(state.facts, { score: 1, answerWords: 0, rareScript: 0 });
}

/** Row, shingles, and all facts that come from content and group. */
function writeRecord(state: State, line: Line, { example, about }: Known): { readonly row: Row; readonly words: Words } {
  const { facts, spills, tools } = state;
  const row = rowOf(example, about.group);
  facts.id.write(row.id, 'hex');
  facts.rowOffset = spills.rows.bytes;
  facts.rowBytes = spills.rows.line(row.text);
  facts.line = line.number;
  const words = tools.words.read(example);
  const hashes = tools.shingler.hash(words, example);
  facts.shingles = hashes.length;
  spills.shingles.append(new Uint8Array(hashes.buffer, hashes.byteOffset, hashes.byteLength));
  normalisedHash(words, facts.normalised);
  promptHash(words, facts.prompt);
  facts.words = words.count;
  facts.turns = example.messages.length;
  const promptless = words.firstAnswerText === 0 || words.ends[words.firstAnswerText - 1] === 0;
  facts.flags = (words.count === 0 ? flags.wordless : 0) | (promptless ? flags.promptless : 0);
  if (tools.contamination.glance(words)) facts.flags |= flags.glanced;
  if (tools.reserved.size > 0 && tools.reserved.has(promptDigest(example.messages.slice(0, -1)))) facts.flags |= flags.inSuite;
  writeAbout(state, row.id, { example, about, words });
  return { row, words };
}

function writeAbout({ facts, names }: State, id: string, { example, about, words }: Known & { readonly words: Words }): void {
  const { group, label, source, shape } = about;
  hashText(`${group ?? ''}\n${label ?? ''}\n${source ?? ''}\n${shape}`, facts.beside);
  facts.fraction = groupFraction(groupKeyOf(id, group));
  facts.at = about.at ?? Number.NaN;
  const { roles, tools, task } = factsOf(example, about, words);
  facts.label = names.index('label', label);
  facts.source = names.index('source', source);
  facts.roles = names.index('roles', roles);
  facts.tools = names.index('tools', tools);
  facts.task = names.index('task', task);
  facts.shape = names.index('shape', shape);
}

function countRedaction({ redacted }: State, { kind }: Found, line: number): void {
  const entry = (redacted[kind] ??= { count: 0, lines: [] });
  entry.count += 1;
  if (entry.lines.length < shownLines && entry.lines.at(-1) !== line) entry.lines.push(line);
}
