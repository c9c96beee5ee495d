/** Reads the raw signals of quality off an example: what can be seen without a model, in one pass. What they are worth is `scoreOf`'s business. */

import type { Example, Message } from '../example.js';
import { finalAnswerAt } from '../text/texts.js';
import type { Words } from '../text/words.js';
import { endingOf } from './ending.js';
import { createGramReader, type Grams } from './grams.js';
import { duplicateLineShare } from './lines.js';
import { placeholderShare, redactedShare } from './placeholders.js';
import { refuses } from './refusal.js';
import { countScripts, createScan, fewestLetters, scanAnswer, shareOutside } from './scan.js';
import { latin, noScript, scriptCount } from './scripts.js';

/** Of the final answer, unless said otherwise. Counts, or shares from 0 to 1 with four decimals; plain JSON. */
export interface QualitySignals extends Readonly<Omit<Grams, 'pairsAgain'>> {
  /** Words as for near-duplicates: a Chinese character is one. Calls of tools count. */
  readonly answerWords: number;
  readonly answerChars: number;
  /** Of all that comes before the answer but the system prompt. */
  readonly promptWords: number;
  /** Messages but the system's. */
  readonly turns: number;
  /** Characters in lines that were there before; 0 where less than a tenth of the pairs of words comes again. */
  readonly duplicateLines: number;
  /** 1 inside a code fence or JSON, 0.5 in the middle of a sentence. */
  readonly truncated: number;
  /** 1 where the answer opens by refusing. */
  readonly refusal: number;
  readonly placeholder: number;
  /** Share that redaction replaced. */
  readonly redacted: number;
  /** Characters that only a wrong character set makes. */
  readonly mojibake: number;
  /** Letters outside of the script of the last question; 0 where either has too few. */
  readonly scriptMismatch: number;
  /** Letters outside Latin: the outlier check finds from it what is rare in a set of any script. */
  readonly rareScript: number;
  /** 0 for what looks like JSON and does not parse, 0.5 for JSON with chatter behind it. */
  readonly formatCompliance: number;
  /** 1 for JSON that parses and for calls of tools: repetition is no fault there. */
  readonly structured: number;
  /** A person's, 0 to 1; null without one. */
  readonly rating: number | null;
}

export interface SignalReader {
  /** Never throws, whatever the texts hold. */
  read(example: Example, words: Words, rating: number | null): QualitySignals;
}

/** Characters of the question that tell its script. */
const questionLength = 200;
/** Lines that come again bring their pairs of words along: a cheap sign, which spares most answers from being split. */
const fewestPairsAgain = 0.1;

export function createSignalReader(): SignalReader {
  const scan = createScan();
  const grams = createGramReader();
  const questionScripts = new Uint32Array(scriptCount);
  return {
    read: (example, words, rating) => {
      const { messages } = example;
      const at = finalAnswerAt(example);
      const message = messages[at];
      const answer = message?.content ?? '';
      const { firstAnswerText } = words;
      const promptWords = firstAnswerText === 0 ? 0 : (words.ends[firstAnswerText - 1] as number);
      const answerWords = words.count - promptWords;
      scanAnswer(answer, scan);
      const runs = grams.read(words);
      const outsideOf = (script: number): number => (script === noScript ? 0 : shareOutside(script, answer, scan));
      const callsTools = hasCalls(message);
      const ending = endingOf(answer, scan, answerWords);
      return {
        answerWords,
        answerChars: scan.end - scan.start + lengthOfCalls(message),
        promptWords,
        turns: turnsOf(messages),
        topTwoGram: rounded(runs.topTwoGram),
        topThreeGram: rounded(runs.topThreeGram),
        topFourGram: rounded(runs.topFourGram),
        duplicateFiveGrams: rounded(runs.duplicateFiveGrams),
        echo: rounded(runs.echo),
        duplicateLines: runs.pairsAgain < fewestPairsAgain ? 0 : rounded(duplicateLineShare(answer)),
        truncated: callsTools ? 0 : ending.truncated,
        refusal: refuses(answer, scan.start) ? 1 : 0,
        placeholder: rounded(placeholderShare(answer, scan)),
        redacted: rounded(redactedShare(answer, scan)),
        mojibake: scan.mojibake,
        scriptMismatch: rounded(outsideOf(dominantScript(questionBefore(messages, at), questionScripts))),
        rareScript: rounded(outsideOf(latin)),
        formatCompliance: ending.formatCompliance,
        structured: callsTools ? 1 : ending.structured,
        rating,
      };
    },
  };
}

function hasCalls(message: Message | undefined): boolean {
  return message?.tool_calls !== undefined && message.tool_calls.length > 0;
}

function lengthOfCalls(message: Message | undefined): number {
  let length = 0;
  for (const call of message?.tool_calls ?? []) length += call.function.name.length + call.function.arguments.length;
  return length;
}

function turnsOf(messages: readonly Message[]): number {
  let turns = 0;
  for (const { role } of messages) if (role !== 'system') turns += 1;
  return turns;
}

function questionBefore(messages: readonly Message[], answerAt: number): string {
  for (let index = answerAt - 1; index >= 0; index -= 1) {
    const message = messages[index];
    if (message?.role === 'user') return message.content ?? '';
  }
  return '';
}

/** `noScript` where there are too few letters to tell. */
function dominantScript(question: string, counts: Uint32Array): number {
  const start = question.length > questionLength ? question.slice(0, questionLength) : question;
  // So many ASCII characters have Latin letters among them; the usual case, and the quick one.
  if (start.length === questionLength && Buffer.byteLength(start) === questionLength) return latin;
  countScripts(start, counts);
  if (start.length - (counts[noScript] as number) < fewestLetters) return noScript;
  let dominant = latin;
  for (let script = latin; script < scriptCount; script += 1)
    if ((counts[script] as number) > (counts[dominant] as number)) dominant = script;
  return dominant;
}

function rounded(share: number): number {
  return Math.round(share * 1e4) / 1e4;
}
