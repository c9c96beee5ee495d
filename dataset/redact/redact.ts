/**
 * Takes personal data and secrets out of examples and puts typed placeholders in their place. Of a record it reads the contents of all
 * messages, system messages too, and the arguments of tool calls; definitions of tools, names of fields and ids stay as they are.
 */

import type { Example, Message } from '../example.js';
import { redactionKinds, type RedactionKind } from '../policy.js';
import { words, type Finding } from './findings.js';
import type { NameDetector } from './names.js';
import { Numbering } from './placeholders.js';
import { rewriteText } from './rewrite.js';
import { createScanner, type Scanner } from './scan.js';

export type { NameDetector } from './names.js';

export interface Redaction {
  /** The same object when nothing was found. */
  readonly example: Example;
  readonly found: readonly Found[];
}

/** Never holds the value. */
export interface Found {
  /** `name`: by a detector that was plugged in. */
  readonly kind: RedactionKind | 'name';
  /** Index of the message. */
  readonly message: number;
  readonly placeholder: string;
}

export interface Redactor {
  /** `redact(redact(x).example)` finds nothing. */
  redact(example: Example): Redaction;
  /** For samples and excerpts: all kinds, whatever the policy says. Redact before cutting: half a value is none. */
  redactText(text: string): string;
}

/** Another one when any scanner finds other things: part of what a version of a dataset is. */
export const redactorVersion: string = '1';

const nothing: readonly Found[] = [];

/** Throws a RangeError when the word of a detector is not usable in a placeholder. */
export function createRedactor(kinds: readonly RedactionKind[], detectors: readonly NameDetector[] = []): Redactor {
  for (const { kind } of detectors) requireWord(kind);
  const scanner = createScanner(kinds, detectors);
  const scannerOfAll = createScanner(redactionKinds, detectors);
  return {
    redact: (example) => redactExample(example, scanner),
    redactText(text) {
      const numbering = new Numbering();
      numbering.respect(text);
      return rewriteText(text, scannerOfAll, (finding) => numbering.placeholderFor(finding));
    },
  };
}

function redactExample(example: Example, scanner: Scanner): Redaction {
  let found: Found[] | undefined;
  let numbering: Numbering | undefined;
  let message = 0;
  const placeholderFor = (finding: Finding): string => {
    numbering ??= numberingOf(example);
    const placeholder = numbering.placeholderFor(finding);
    (found ??= []).push({ kind: finding.kind, message, placeholder });
    return placeholder;
  };
  let messages: Message[] | undefined;
  for (; message < example.messages.length; message += 1) {
    const before = example.messages[message];
    if (before === undefined) continue;
    const after = redactMessage(before, (text) => rewriteText(text, scanner, placeholderFor));
    if (after !== before) (messages ??= [...example.messages])[message] = after;
  }
  return messages === undefined || found === undefined ? { example, found: nothing } : { example: { ...example, messages }, found };
}

/** The same object when nothing changed; keys keep their order. */
function redactMessage(message: Message, redacted: (text: string) => string): Message {
  const content = message.content === null ? null : redacted(message.content);
  const changed = content === message.content ? message : { ...message, content };
  if (message.tool_calls === undefined) return changed;
  const calls = message.tool_calls.map((call) => {
    const text = redacted(call.function.arguments);
    return text === call.function.arguments ? call : { ...call, function: { ...call.function, arguments: text } };
  });
  return calls.every((call, index) => call === message.tool_calls?.[index]) ? changed : { ...changed, tool_calls: calls };
}

function numberingOf(example: Example): Numbering {
  const numbering = new Numbering();
  for (const { content, tool_calls: calls } of example.messages) {
    if (content !== null) numbering.respect(content);
    for (const call of calls ?? []) numbering.respect(call.function.arguments);
  }
  return numbering;
}

function requireWord(word: string): void {
  const taken = Object.values(words).includes(word);
  if (taken || !/^[A-Z][A-Z_]*$/.test(word)) {
    const problem = taken ? 'is the word of a built-in kind' : 'is not of capital letters and "_"';
    throw new RangeError(`A name detector needs a word for its placeholders, such as PERSON; "${word}" ${problem}. Choose another "kind".`);
  }
}
