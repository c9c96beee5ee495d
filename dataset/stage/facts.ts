/** What is known of one example after it was read, in a record of fixed size: the reduce phase works on these and not on texts. */

export const noName = 0xffffffff;

export const flags = { glanced: 1, inSuite: 2, lowQuality: 4, wordless: 8, promptless: 16 } as const;

/** The record that is being written or read. Names are indexes into the segment's tables; `noName` where there is none. */
export interface Facts {
  /** In the segment's rows file. */
  rowOffset: number;
  rowBytes: number;
  /** In the source. */
  line: number;
  shingles: number;
  /** 64 bits each, in two halves. */
  readonly normalised: Uint32Array;
  readonly prompt: Uint32Array;
  /** Of what stands beside the content: breaks ties among equal examples, whichever came first. */
  readonly beside: Uint32Array;
  /** Uniform in [0, 1), by group or id. */
  fraction: number;
  /** Milliseconds since 1970; NaN where there is none. */
  at: number;
  label: number;
  source: number;
  roles: number;
  tools: number;
  task: number;
  shape: number;
  words: number;
  answerWords: number;
  turns: number;
  /** Share of the answer's letters outside Latin. */
  rareScript: number;
  score: number;
  flags: number;
  readonly id: Buffer;
}

/** Five numbers of 8 bytes, room for 20 of 4, and the id. */
export const factsBytes = 152;

const longs = 5;
const words = 20;
const firstWord = longs * 2;
const idAt = (longs * 2 + words) * 4;

/** Views of the same bytes, whatever the machine's byte order: work files do not leave it. */
export interface FactsBlock {
  readonly bytes: Uint8Array;
  readonly floats: Float64Array;
  readonly words: Uint32Array;
}

export function factsBlock(records: number): FactsBlock {
  const bytes = new Uint8Array(records * factsBytes);
  return { bytes, floats: new Float64Array(bytes.buffer), words: new Uint32Array(bytes.buffer) };
}

export function emptyFacts(): Facts {
  const pair = (): Uint32Array => new Uint32Array(2);
  return {
    rowOffset: 0,
    rowBytes: 0,
    line: 0,
    shingles: 0,
    normalised: pair(),
    prompt: pair(),
    beside: pair(),
    fraction: 0,
    at: Number.NaN,
    label: noName,
    source: noName,
    roles: noName,
    tools: noName,
    task: noName,
    shape: noName,
    words: 0,
    answerWords: 0,
    turns: 0,
    rareScript: 0,
    score: 0,
    flags: 0,
    id: Buffer.alloc(32),
  };
}

export function writeFacts(facts: Facts, { bytes, floats, words: to }: FactsBlock, index: number): void {
  const long = (index * factsBytes) / 8;
  floats[long] = facts.rowOffset;
  floats[long + 1] = facts.fraction;
  floats[long + 2] = facts.at;
  floats[long + 3] = facts.rareScript;
  floats[long + 4] = facts.score;
  const word = (index * factsBytes) / 4 + firstWord;
  to[word] = facts.rowBytes;
  to[word + 1] = facts.line;
  to[word + 2] = facts.shingles;
  to.set(facts.normalised, word + 3);
  to.set(facts.prompt, word + 5);
  to.set(facts.beside, word + 7);
  to[word + 9] = facts.label;
  to[word + 10] = facts.source;
  to[word + 11] = facts.roles;
  to[word + 12] = facts.tools;
  to[word + 13] = facts.task;
  to[word + 14] = facts.shape;
  to[word + 15] = facts.words;
  to[word + 16] = facts.answerWords;
  to[word + 17] = facts.turns;
  to[word + 18] = facts.flags;
  bytes.set(facts.id, index * factsBytes + idAt);
}

export function readFacts(facts: Facts, { bytes, floats, words: from }: FactsBlock, index: number): void {
  const long = (index * factsBytes) / 8;
  facts.rowOffset = numberAt(floats, long);
  facts.fraction = numberAt(floats, long + 1);
  facts.at = numberAt(floats, long + 2);
  facts.rareScript = numberAt(floats, long + 3);
  facts.score = numberAt(floats, long + 4);
  const word = (index * factsBytes) / 4 + firstWord;
  facts.rowBytes = numberAt(from, word);
  facts.line = numberAt(from, word + 1);
  facts.shingles = numberAt(from, word + 2);
  readPair(facts.normalised, from, word + 3);
  readPair(facts.prompt, from, word + 5);
  readPair(facts.beside, from, word + 7);
  facts.label = numberAt(from, word + 9);
  facts.source = numberAt(from, word + 10);
  facts.roles = numberAt(from, word + 11);
  facts.tools = numberAt(from, word + 12);
  facts.task = numberAt(from, word + 13);
  facts.shape = numberAt(from, word + 14);
  facts.words = numberAt(from, word + 15);
  facts.answerWords = numberAt(from, word + 16);
  facts.turns = numberAt(from, word + 17);
  facts.flags = numberAt(from, word + 18);
  const start = index * factsBytes + idAt;
  for (let at = 0; at < 32; at += 1) facts.id[at] = numberAt(bytes, start + at);
}

function readPair(pair: Uint32Array, from: Uint32Array, at: number): void {
  pair[0] = numberAt(from, at);
  pair[1] = numberAt(from, at + 1);
}

function numberAt(numbers: Float64Array | Uint32Array | Uint8Array, at: number): number {
  return numbers[at] ?? 0;
}
