/** Reads what a model said out of the bytes that pass by, streamed or plain, in bounded memory. Never changes or delays them. */

import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';

export type Answer =
  | { readonly kind: 'text'; readonly text: string; readonly toolCalls: boolean }
  /** A success by its status, but not a chat completion. */
  | { readonly kind: 'unreadable' }
  /** Longer than the buffer: known not to be empty, otherwise not judged. */
  | { readonly kind: 'tooLong' }
  /** The server reported an error inside a stream that had begun with 200. */
  | { readonly kind: 'failed' }
  /** A stream that closed without `[DONE]`. */
  | { readonly kind: 'cut' };

export interface AnswerReader {
  push(chunk: Buffer): void;
  finish(): Answer;
}

/** Per answer in flight: the bound on memory that a talkative model can take. */
export const answerLimitBytes = 64 * 1024;

const part = z.object({ content: z.string().nullish(), tool_calls: z.array(z.unknown()).nullish() });
const completion = z.object({ choices: z.array(z.object({ message: part })).min(1) });
const streamEvent = z.object({
  error: z.unknown().optional(),
  choices: z.array(z.object({ index: z.number().optional(), delta: part.optional() })).optional(),
});

/** By the answer's own content type: servers differ in what they do when `stream` is absent. */
export function createAnswerReader(contentType: string | string[] | undefined): AnswerReader {
  return String(contentType).startsWith('text/event-stream') ? streamReader() : plainReader();
}

function plainReader(): AnswerReader {
  let chunks: Buffer[] = [];
  let bytes = 0;
  return {
    push(chunk) {
      bytes += chunk.length;
      if (bytes > answerLimitBytes) chunks = [];
      else chunks.push(chunk);
    },
    finish() {
      if (bytes > answerLimitBytes) return { kind: 'tooLong' };
      if (bytes === 0) return { kind: 'text', text: '', toolCalls: false };
      const message = completion.safeParse(parseJson(Buffer.concat(chunks).toString('utf8'))).data?.choices[0]?.message;
      if (message === undefined) return { kind: 'unreadable' };
      return { kind: 'text', text: message.content ?? '', toolCalls: (message.tool_calls ?? []).length > 0 };
    },
  };
}

interface StreamState {
  text: string;
  toolCalls: boolean;
  failed: boolean;
  done: boolean;
  unreadable: boolean;
  tooLong: boolean;
}

function streamReader(): AnswerReader {
  const decoder = new StringDecoder('utf8');
  const state: StreamState = { text: '', toolCalls: false, failed: false, done: false, unreadable: false, tooLong: false };
  let rest = '';
  return {
    push(chunk) {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) readLine(state, line);
      if (rest.length > answerLimitBytes) {
        state.tooLong = true;
        rest = '';
      }
    },
    finish() {
      readLine(state, rest + decoder.end());
      if (state.failed) return { kind: 'failed' };
      if (!state.done) return { kind: 'cut' };
      if (state.tooLong) return { kind: 'tooLong' };
      return state.unreadable ? { kind: 'unreadable' } : { kind: 'text', text: state.text, toolCalls: state.toolCalls };
    },
  };
}

function readLine(state: StreamState, line: string): void {
  if (!line.startsWith('data:')) return;
  const payload = line.slice('data:'.length).trim();
  if (payload === '') return;
  if (payload === '[DONE]') {
    state.done = true;
    return;
  }
  const event = streamEvent.safeParse(parseJson(payload)).data;
  if (event === undefined) state.unreadable = true;
  else if (event.error !== undefined) state.failed = true;
  else {
    const first = event.choices?.find((choice) => (choice.index ?? 0) === 0);
    if ((first?.delta?.tool_calls ?? []).length > 0) state.toolCalls = true;
    append(state, first?.delta?.content ?? '');
  }
}

function append(state: StreamState, text: string): void {
  if (state.tooLong) return;
  if (state.text.length + text.length > answerLimitBytes) {
    state.tooLong = true;
    state.text = '';
  } else state.text += text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
