/** Reads a suspicious JSON text slowly and strictly, to say which hazard it has and where. Nothing is built. */

import { hasLoneSurrogate, Problem } from './problem.js';
import type { QuarantineCode } from './quarantine-code.js';

const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor']);
const byteOrderMark = 0xfeff;
const number = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const word = /-?[A-Za-z]+/y;
const simpleEscapes = '"\\/bfnrt';

/** The first problem in the order of the text; undefined where there is none. Recursive: only for texts that are not too deep. */
export function findHazard(text: string): Problem | undefined {
  const walk = new Walk(text);
  try {
    walk.whole();
    return undefined;
  } catch (error) {
    if (error instanceof Hazard) return error.problem;
    throw error;
  }
}

/** Unwinds the walk. */
class Hazard extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

class Walk {
  readonly #text: string;
  readonly #path: (string | number)[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): void {
    this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#invalid('nothing after the value');
  }

  #value(): void {
    this.#skipSpace();
    const first = this.#text[this.#at];
    if (first === '{') this.#object();
    else if (first === '[') this.#list();
    else if (first === '"') this.#string();
    else this.#scalar();
  }

  #object(): void {
    const keys = new Set<string>();
    this.#at += 1;
    this.#skipSpace();
    if (this.#takes('}')) return;
    do {
      this.#skipSpace();
      const place = this.#at;
      if (this.#text[place] !== '"') this.#invalid('a key in double quotes');
      const key = this.#string();
      this.#path.push(key);
      if (keys.has(key))
        this.#fail('duplicate-key', `expected every key once, found one again at byte ${this.#byte(place)}; leave one of them out`);
      if (forbiddenKeys.has(key)) this.#fail('forbidden-key', 'expected no key called __proto__ or constructor; rename it');
      keys.add(key);
      this.#skipSpace();
      if (!this.#takes(':')) this.#invalid('a colon after the key');
      this.#value();
      this.#path.pop();
      this.#skipSpace();
    } while (this.#takes(','));
    if (!this.#takes('}')) this.#invalid('a comma or the end of the object');
  }

  #list(): void {
    this.#at += 1;
    this.#skipSpace();
    if (this.#takes(']')) return;
    let index = 0;
    do {
      this.#path.push(index);
      this.#value();
      this.#path.pop();
      this.#skipSpace();
      index += 1;
    } while (this.#takes(','));
    if (!this.#takes(']')) this.#invalid('a comma or the end of the list');
  }

  #string(): string {
    const start = this.#at;
    let escaped = false;
    for (this.#at += 1; ; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x22) break;
      if (Number.isNaN(code)) this.#invalid('the end of a text');
      if (code < 0x20) this.#invalid('control characters of a text as escapes, such as \\n');
      if (code !== 0x5c) continue;
      escaped = true;
      this.#escape();
    }
    this.#at += 1;
    if (!escaped) return this.#text.slice(start + 1, this.#at - 1);
    const value = JSON.parse(this.#text.slice(start, this.#at)) as string;
    if (hasLoneSurrogate(value))
      this.#fail(
        'lone-surrogate',
        `expected whole characters, found half a surrogate pair in the text at byte ${this.#byte(start)}; write it anew`,
      );
    return value;
  }

  #escape(): void {
    this.#at += 1;
    const kind = this.#text[this.#at] ?? '';
    if (kind === 'u' && /^[0-9a-fA-F]{4}$/.test(this.#text.slice(this.#at + 1, this.#at + 5))) this.#at += 4;
    else if (kind === '' || !simpleEscapes.includes(kind)) this.#invalid('an escape that JSON knows');
  }

  #scalar(): void {
    for (const literal of ['true', 'false', 'null'])
      if (this.#text.startsWith(literal, this.#at)) {
        this.#at += literal.length;
        return;
      }
    number.lastIndex = this.#at;
    const match = number.exec(this.#text);
    if (match === null) return this.#noValue();
    const [token, fraction, exponent] = match;
    const value = Number(token);
    if (!Number.isFinite(value))
      this.#fail('infinite-number', 'expected a number that a double holds, found a larger one; write it as text');
    if (fraction === undefined && exponent === undefined && !Number.isSafeInteger(value))
      this.#fail('unsafe-integer', 'expected integers up to 2^53 - 1, found a larger one, which would be rounded; write it as text');
    this.#at += token.length;
  }

  #noValue(): never {
    word.lastIndex = this.#at;
    const name = word.exec(this.#text)?.[0] ?? '';
    // Python writes them, and they are no content.
    if (['NaN', 'Infinity', '-Infinity'].includes(name)) this.#invalid(`a JSON value and not ${name}, which JSON lacks,`);
    return this.#invalid('a value');
  }

  #takes(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #skipSpace(): void {
    for (let code = this.#text.charCodeAt(this.#at); code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;) {
      this.#at += 1;
      code = this.#text.charCodeAt(this.#at);
    }
  }

  #byte(at: number): number {
    return Buffer.byteLength(this.#text.slice(0, at));
  }

  #fail(code: QuarantineCode, message: string): never {
    throw new Hazard(new Problem(code, this.#path, message));
  }

  #invalid(expected: string): never {
    const place = `byte ${this.#byte(this.#at)}`;
    const whole = (code: QuarantineCode, message: string): Hazard => new Hazard(new Problem(code, '', message));
    if (this.#text.charCodeAt(this.#at) === byteOrderMark)
      throw whole('byte-order-mark', `expected no byte order mark at ${place} of the line; remove it, two files were probably joined`);
    if (this.#at >= this.#text.length)
      throw whole('invalid-json', `expected ${expected}, but the line ends at ${place}; write every example whole on one line`);
    throw whole('invalid-json', `expected ${expected} at ${place} of the line; write one JSON object a line`);
  }
}
