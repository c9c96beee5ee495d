/** Asks an OpenAI-compatible llama.cpp server for one greedy, uncached completion: the form in which answers repeat. */

import { request } from 'undici';
import { z } from 'zod';
import type { ChatMessage, Infer } from '../platform/ports.js';
import { jsonOf } from '../domain/answer-label.js';

/** A small answer takes milliseconds and a long one seconds; a server that is silent for two minutes hangs. */
const timeoutMilliseconds = 120_000;

/** Loose, because servers add fields of their own; what is read is checked. */
const answer = z.looseObject({ choices: z.array(z.looseObject({ message: z.looseObject({ content: z.string() }) })).min(1) });
const completion = answer.extend({ usage: z.looseObject({ completion_tokens: z.int().nonnegative() }) });

/** What the model said in the body of a chat completion; undefined where that is none. */
export function answerText(body: string): string | undefined {
  return answer.safeParse(jsonOf(body)).data?.choices[0]?.message.content;
}

/**
 * `address` is `http://HOST:PORT`; `modelRef` is sent as the model's name. Milliseconds are measured here, from the request
 * to the last byte. Throws with status and the start of the reply when it is not a completion. Never retries: a repeated call
 * would hide a slow or failing candidate; whoever measures decides.
 */
export function createInfer(address: string, modelRef: string): Infer {
  const url = new URL('/v1/chat/completions', address);
  return async (messages, maxTokens) => {
    const startedAt = performance.now();
    const reply = await post(url, bodyOf({ modelRef, messages, maxTokens }));
    const milliseconds = performance.now() - startedAt;
    const { choices, usage } = parseReply(modelRef, reply);
    return { text: choices[0]?.message.content ?? '', milliseconds, completionTokens: usage.completion_tokens };
  };
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

async function post(url: URL, body: string): Promise<Reply> {
  const { statusCode, body: reply } = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(timeoutMilliseconds),
  });
  return { status: statusCode, text: await reply.text() };
}

function bodyOf(ask: { readonly modelRef: string; readonly messages: readonly ChatMessage[]; readonly maxTokens: number }): string {
  return JSON.stringify({
    model: ask.modelRef,
    messages: ask.messages,
    max_tokens: ask.maxTokens,
    temperature: 0,
    seed: 1,
    // A reused prefix changes the last digits of a quantised model's logits, and with them now and then the answer.
    cache_prompt: false,
    stream: false,
  });
}

function parseReply(modelRef: string, { status, text }: Reply): z.output<typeof completion> {
  const came = `got ${status}: ${text.slice(0, 300)}`;
  if (status !== 200) throw new Error(`${modelRef}: expected a completion, ${came}; see the model server's log`);
  const parsed = completion.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new Error(`${modelRef}: expected choices with a message and usage, ${came}; is this an OpenAI-compatible server?`);
  return parsed.data;
}
