/** Does an answer end where it should? Open code fences, JSON that does not parse, and sentences that stop in the middle. */

import { isSentenceEnd, type Scan } from './scan.js';

export interface Ending {
  /** 1: inside a code fence or JSON. 0.5: in the middle of a sentence, as far as characters tell. */
  readonly truncated: number;
  /** 1, or 0 for what looks like JSON and does not parse; 0.5 where JSON is followed by chatter. */
  readonly formatCompliance: number;
  /** 1 for JSON that parses. */
  readonly structured: number;
}

const good: Ending = { truncated: 0, formatCompliance: 1, structured: 0 };
const json: Ending = { truncated: 0, formatCompliance: 1, structured: 1 };
const cutJson: Ending = { truncated: 1, formatCompliance: 0, structured: 0 };
const brokenJson: Ending = { truncated: 0, formatCompliance: 0, structured: 0 };
const chatterAfterJson: Ending = { truncated: 0, formatCompliance: 0.5, structured: 0 };
const openFence: Ending = { truncated: 1, formatCompliance: 1, structured: 0 };
const midSentence: Ending = { truncated: 0.5, formatCompliance: 1, structured: 0 };

/** Fewer words are a label, a title or a greeting. */
const fewestWords = 15;
/** A last line of fewer characters is a signature, a heading or an item. */
const shortestLastLine = 40;

export function endingOf(answer: string, scan: Scan, words: number): Ending {
  if (looksLikeJson(answer, scan)) return judgeJson(answer, scan);
  if (hasOpenFence(answer)) return openFence;
  return words >= fewestWords && endsMidSentence(answer, scan) ? midSentence : good;
}

/** Begins as an object or a list of objects or texts. `{name}` is a template and `[1]` a footnote. */
function looksLikeJson(answer: string, { start, end }: Scan): boolean {
  const first = answer.charCodeAt(start);
  if (first !== 0x7b && first !== 0x5b) return false;
  let next = start + 1;
  while (next < end && answer.charCodeAt(next) <= 32) next += 1;
  const second = answer.charCodeAt(next);
  return second === 0x22 || (first === 0x7b ? second === 0x7d : second === 0x7b);
}

function judgeJson(answer: string, { start, end }: Scan): Ending {
  if (parses(answer)) return json;
  const close = closingBracket(answer, start, end);
  if (close < 0) return cutJson;
  if (!parses(answer.slice(start, close + 1))) return brokenJson;
  // One value a line is a format of its own, and this very program's.
  const isLines = answer
    .slice(start, end)
    .split('\n')
    .every((line) => line.trim() === '' || parses(line));
  return isLines ? json : chatterAfterJson;
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Index of the bracket that closes the first one, brackets in texts aside; -1 where it stays open. */
function closingBracket(answer: string, start: number, end: number): number {
  let [depth, inText] = [0, false];
  for (let index = start; index < end; index += 1) {
    const code = answer.charCodeAt(index);
    if (inText) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) inText = false;
    } else if (code === 0x22) inText = true;
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
}

function hasOpenFence(answer: string): boolean {
  let open = false;
  for (let at = answer.indexOf('```'); at >= 0; at = answer.indexOf('```', at + 3))
    if (at === 0 || answer.charCodeAt(at - 1) !== 0x60) open = !open;
  return open;
}

/** Only where the answer writes sentences at all, and its last line is a long one that is no item, heading, table row or code. */
function endsMidSentence(answer: string, { start, end }: Scan): boolean {
  const last = answer.charCodeAt(end - 1);
  if (!isLetterOrDigit(last) && last !== 0x2c && last !== 0x28) return false;
  const lineStart = Math.max(start, answer.lastIndexOf('\n', end - 1) + 1);
  const shortest = last < 128 ? shortestLastLine : shortestLastLine / 2;
  return (
    end - lineStart >= shortest &&
    !/^(?:[-*+•#|>\t]| {2}|\d+[.)])/.test(answer.slice(lineStart, lineStart + 4)) &&
    hasEndInside(answer, start, end)
  );
}

/** A sentence that ended before: a list of names, code or a poem has none, and may end as it likes. */
function hasEndInside(answer: string, start: number, end: number): boolean {
  for (let index = end - 1; index >= start; index -= 1) {
    const code = answer.charCodeAt(index);
    if (isSentenceEnd(code)) return true;
    if ((code === 0x2e || code === 0x21 || code === 0x3f) && answer.charCodeAt(index + 1) <= 32) return true;
  }
  return false;
}

function isLetterOrDigit(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0xc0 && code < 0x2000) ||
    (code >= 0x3041 && code < 0xd7a4)
  );
}
