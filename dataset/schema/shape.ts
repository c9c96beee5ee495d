/** The form of a record of each schema, in zod: which fields there are and of which type. What crosses fields is judged in `rules.ts`. */

import { z } from 'zod';
import { Problem, typeName } from './problem.js';
import type { JsonRecord } from './record-schema.js';

const optionalText = z.string().nullish();

const rawCall = z.object({
  id: optionalText,
  type: z.literal('function').nullish(),
  // Text with JSON, or the object itself; judged where it is read.
  function: z.object({ name: z.string().min(1), arguments: z.unknown().optional() }),
});

const rawMessage = z.object({
  role: z.string(),
  // Text, null or parts; judged where it is read.
  content: z.unknown().optional(),
  name: optionalText,
  tool_call_id: optionalText,
  tool_calls: z.array(rawCall).nullish(),
  weight: z.unknown().optional(),
});

/** ShareGPT's turn, or a message in its place. */
const rawTurn = rawMessage.extend({ role: optionalText, from: optionalText, value: optionalText });

/** Keys of every schema that are part of the example. */
const common = { system: optionalText, tools: z.unknown().optional() };

export const messagesShape = z.object({ messages: z.array(rawMessage), ...common });
export const conversationsShape = z.object({ conversations: z.array(rawTurn), ...common });
export const promptTextShape = z.object({ prompt: z.string(), completion: z.string(), ...common });
export const promptListShape = z.object({ prompt: z.array(rawMessage), completion: z.array(rawMessage), ...common });
export const inputOutputShape = z.object({ input: z.string(), output: z.string(), ...common });
export const instructionShape = z.object({ instruction: z.string(), input: optionalText, output: z.string(), ...common });
export const textShape = z.object({ text: z.string(), ...common });

export type RawCall = z.infer<typeof rawCall>;
export type RawMessage = z.infer<typeof rawMessage>;
export type RawTurn = z.infer<typeof rawTurn>;

const rawTool = z.object({
  type: z.literal('function').nullish(),
  function: z.object({
    name: z.string().min(1),
    description: optionalText,
    parameters: z.record(z.string(), z.unknown()).nullish(),
    strict: z.boolean().nullish(),
  }),
});

export const toolsShape = z.array(rawTool);

/** The record as its shape reads it, or the first field that does not fit. */
export function shaped<T>(shape: z.ZodType<T>, record: JsonRecord): T | Problem {
  const parsed = shape.safeParse(record);
  if (parsed.success) return parsed.data;
  const { path, message } = firstIssue(parsed.error, record);
  return new Problem('invalid-shape', path, message);
}

/** In words without content: zod's own messages are not promised to be. */
export function firstIssue(error: z.ZodError, value: unknown): { readonly path: (string | number)[]; readonly message: string } {
  const issue = error.issues[0];
  const path = (issue?.path ?? []).map((step) => (typeof step === 'symbol' ? step.toString() : step));
  const found = path.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], value);
  return { path, message: `expected ${expectedBy(issue)}, found ${typeName(found)}; write it so, or leave the line out` };
}

function expectedBy(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'invalid_type') return names[issue.expected] ?? issue.expected;
  if (issue?.code === 'invalid_value') return 'the text "function"';
  return issue?.code === 'too_small' ? 'a text that is not empty' : 'another value';
}

const names: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  boolean: 'true or false',
};
