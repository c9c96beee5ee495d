/**
 * Finds the members of a JSON object in its bytes without parsing their values. Separate because requests are edited by cutting bytes:
 * parsing and printing again costs five times the CPU and changes numbers (`seed: 12345678901234567890`, `1.0`).
 */

/** Offsets are byte positions; `span` is everything between the delimiters `{`, `,` and `}`, white space included. */
export interface JsonMember {
  readonly key: string;
  readonly spanStart: number;
  readonly spanEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

export interface JsonObjectMap {
  readonly members: readonly JsonMember[];
  /** Position just after `{`, and that of the matching `}`. */
  readonly innerStart: number;
  readonly innerEnd: number;
}

/** The bytes are not one JSON object as far as its top level shows. */
export class JsonShapeError extends Error {
  override readonly name = 'JsonShapeError';
}

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * Maps the top level only. What lies inside values is skipped by counting brackets outside strings: a strict parser upstream still
 * refuses what is malformed in there, and nothing in there can add a top-level key.
 */
export function mapObject(body: Buffer): JsonObjectMap {
  const open = skipSpace(body, 0);
  expect(body, open, '{');
  const innerStart = open + 1;
  const members = readMembers(body, innerStart);
  const innerEnd = members.at(-1)?.spanEnd ?? skipSpace(body, innerStart);
  const afterEnd = skipSpace(body, innerEnd + 1);
  if (afterEnd !== body.length) throw new JsonShapeError(`expected one JSON object, but more follows it at byte ${afterEnd}`);
  return { members, innerStart, innerEnd };
}

function readMembers(body: Buffer, innerStart: number): JsonMember[] {
  const members: JsonMember[] = [];
  if (body[skipSpace(body, innerStart)] === closeBrace) return members;
  for (let spanStart = innerStart; ;) {
    const member = readMember(body, spanStart);
    members.push(member);
    if (body[member.spanEnd] === closeBrace) return members;
    expect(body, member.spanEnd, ',');
    spanStart = member.spanEnd + 1;
  }
}

function readMember(body: Buffer, spanStart: number): JsonMember {
  const keyStart = skipSpace(body, spanStart);
  expect(body, keyStart, '"');
  const keyEnd = skipString(body, keyStart);
  const key = decodeString(body, keyStart, keyEnd);
  const colonAt = skipSpace(body, keyEnd);
  expect(body, colonAt, ':');
  const valueStart = skipSpace(body, colonAt + 1);
  const valueEnd = skipValue(body, valueStart);
  return { key, spanStart, spanEnd: skipSpace(body, valueEnd), valueStart, valueEnd };
}

/** Text of the JSON string whose quotes are at `start` and before `end`. */
export function decodeString(body: Buffer, start: number, end: number): string {
  try {
    return String(JSON.parse(body.toString('utf8', start, end)));
  } catch {
    throw new JsonShapeError(`expected a JSON string at byte ${start}`);
  }
}

function skipValue(body: Buffer, start: number): number {
  const first = body[start];
  if (first === quote) return skipString(body, start);
  if (first === openBrace || first === openBracket) return skipNested(body, start);
  let position = start;
  while (position < body.length && !endsScalar(body[position])) position += 1;
  if (position === start) throw new JsonShapeError(`expected a value at byte ${start}`);
  return position;
}

function skipNested(body: Buffer, start: number): number {
  let depth = 0;
  for (let position = start; position < body.length; position += 1) {
    const byte = body[position];
    if (byte === quote) position = skipString(body, position) - 1;
    else if (byte === openBrace || byte === openBracket) depth += 1;
    else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1;
      if (depth === 0) return position + 1;
    }
  }
  throw new JsonShapeError(`the value at byte ${start} never ends`);
}

/** Jumps from quote to quote (a native search), so that megabytes of text cost little. */
function skipString(body: Buffer, start: number): number {
  let end = body.indexOf(quote, start + 1);
  while (end !== -1) {
    let slashes = 0;
    while (body[end - 1 - slashes] === backslash) slashes += 1;
    if (slashes % 2 === 0) return end + 1;
    end = body.indexOf(quote, end + 1);
  }
  throw new JsonShapeError(`the string at byte ${start} never ends`);
}

function skipSpace(body: Buffer, start: number): number {
  let position = start;
  while (isSpace(body[position])) position += 1;
  return position;
}

function endsScalar(byte: number | undefined): boolean {
  return isSpace(byte) || byte === comma || byte === closeBrace || byte === closeBracket;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function expect(body: Buffer, position: number, character: string): void {
  if (body[position] !== character.charCodeAt(0)) throw new JsonShapeError(`expected ${character} at byte ${position} of the body`);
}
