/** Reads a suite: JSON lines written by hand (regression, safety) or cut from a dataset (anchor, held-out). The whole file is right or refused. */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ChatMessage } from '../platform/ports.js';
import type { Suite, SuiteItem, SuiteName } from './results.js';
import { EvaluationInvalidError } from './task.js';

/** A suite is held in memory and asked one by one; larger ones are a mistake. */
const maxBytes = 64 * 1024 * 1024;
const maxItems = 50_000;

const message = z.strictObject({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string().min(1).max(200_000),
});

const row = z.strictObject({
  id: z.string().min(1).max(200),
  messages: z.array(message).min(1).max(200),
  expected: z.string().min(1).max(200_000).optional(),
  forbidden: z.array(z.string().min(1).max(500).refine(isPattern, 'expected a regular expression')).min(1).max(50).optional(),
  answer: z.enum(['json', 'labelSet']).optional(),
  // Dataset rows carry the key by which they were split; an evaluation has no use for it.
  group: z.string().optional(),
});

/**
 * Parses JSON lines of `{id, messages, expected?, forbidden?, answer?}`, or of `{id, messages}` whose last message is the
 * assistant's and thereby the expected answer. Blank lines are skipped. Ids are unique: results are paired by them.
 * An empty file is an empty suite, on which no gate passes.
 * Throws EvaluationInvalidError that names suite, line and what was expected, never the text of a row.
 */
export function parseSuite(name: SuiteName, bytes: Uint8Array): Suite {
  if (bytes.byteLength > maxBytes)
    throw new EvaluationInvalidError(`suite ${name}: expected at most ${maxBytes} bytes, got ${bytes.byteLength}`);
  const seen = new Set<string>();
  const items = textOf(name, bytes)
    .split('\n')
    .flatMap((line, index) => {
      if (line.trim() === '') return [];
      const where = `suite ${name}, line ${index + 1}`;
      const item = parseRow(where, line);
      if (seen.has(item.id)) throw new EvaluationInvalidError(`${where}: the id ${item.id} is already used; ids must be unique`);
      seen.add(item.id);
      return [item];
    });
  if (items.length > maxItems) throw new EvaluationInvalidError(`suite ${name}: expected at most ${maxItems} items, got ${items.length}`);
  return { name, sha256: createHash('sha256').update(bytes).digest('hex'), items };
}

function textOf(name: SuiteName, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new EvaluationInvalidError(`suite ${name}: expected UTF-8 text; save the file as UTF-8`);
  }
}

function parseRow(where: string, line: string): SuiteItem {
  const parsed = row.safeParse(parseJson(where, line));
  if (!parsed.success) throw new EvaluationInvalidError(`${where}: ${problemsOf(parsed.error)}`);
  const { id, messages, expected, forbidden, answer } = parsed.data;
  const last = messages.at(-1);
  const isDatasetRow = last?.role === 'assistant';
  if (isDatasetRow && expected !== undefined) {
    throw new EvaluationInvalidError(`${where}: both expected and a last assistant message; keep one of them`);
  }
  const wanted = isDatasetRow ? last.content : expected;
  const prompt: readonly ChatMessage[] = isDatasetRow ? messages.slice(0, -1) : messages;
  if (prompt.at(-1)?.role !== 'user') throw new EvaluationInvalidError(`${where}: expected the message before the answer to be the user's`);
  if (wanted === undefined && forbidden === undefined && answer === undefined) {
    throw new EvaluationInvalidError(
      `${where}: nothing to judge by; add expected, forbidden or answer, or end with the assistant's message`,
    );
  }
  return {
    id,
    messages: prompt,
    ...(wanted === undefined ? {} : { expected: wanted }),
    ...(forbidden === undefined ? {} : { forbidden }),
    ...(answer === undefined ? {} : { answer }),
  };
}

function parseJson(where: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The parser's own message quotes the line, which may hold a customer's words.
    throw new EvaluationInvalidError(`${where}: expected one JSON object`);
  }
}

function problemsOf(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'row'}: ${issue.message}`).join('; ');
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'i') instanceof RegExp;
  } catch {
    return false;
  }
}
