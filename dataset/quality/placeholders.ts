/** Text that was meant to be filled in, and never was: the share of an answer that it makes. Looks closer only where a cheap sign is there. */

import type { Scan } from './scan.js';

/** `[INSERT NAME]`, `[your company]`. Square brackets with other words are code, links and stage directions. */
const inBrackets = /\[(?:insert|your|enter|fill in|placeholder|tbd|todo)\b[^\]\n]{0,60}\]/gi;
/** `<your token>`. Those that redaction wrote, such as `<EMAIL_1>`, are counted apart. */
const inAngles = /<(?:your|insert|enter)\b[^>\n]{0,60}>/gi;
const toDo = /\b(?:TODO|TBD)\b/g;
const crosses = /\b(?:x{3,}|X{3,})\b/g;
const redactions = /<[A-Z][A-Z0-9_-]*_\d+>/g;

/** 0 to 1. Lorem ipsum is nothing else, so it counts as all of the answer. */
export function placeholderShare(answer: string, scan: Scan): number {
  // Searching is fastest for what begins with a rare letter.
  if (answer.includes('psum dolor')) return 1;
  let characters = 0;
  if (answer.includes('[')) characters += matched(answer, inBrackets);
  if (answer.includes('<')) characters += matched(answer, inAngles);
  if (answer.includes('xxx') || answer.includes('XXX')) characters += matched(answer, crosses);
  if (answer.includes('TODO') || answer.includes('TBD')) characters += matched(answer, toDo);
  return characters === 0 ? 0 : Math.min(1, characters / (scan.end - scan.start));
}

/** Share of the answer that redaction replaced. */
export function redactedShare(answer: string, { start, end }: Scan): number {
  return answer.includes('<') ? matched(answer, redactions) / (end - start) : 0;
}

function matched(text: string, pattern: RegExp): number {
  let characters = 0;
  for (const [match] of text.matchAll(pattern)) characters += match.length;
  return characters;
}
