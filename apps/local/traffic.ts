/** A steady stream of requests through a gateway on this machine, each answer judged as a client would, nothing kept of its text. For the demo, tests and practice. */

import { setTimeout as sleep } from 'node:timers/promises';
import { fetch } from 'undici';
import { answerText } from '../../evaluation/infer.js';
import type { ChatMessage } from '../../platform/ports.js';

export interface TrafficCounts {
  readonly sent: number;
  /** No answer, or an answer with an error status. */
  readonly failed: number;
  readonly byVersion: Readonly<Record<string, number>>;
}

export interface BadAnswers {
  readonly count: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
}

export interface Traffic {
  counts(): TrafficCounts;
  /** Answers of one version that a user could not have used: an error, or text that `isUsable` refuses. */
  badAnswersOf(version: string): BadAnswers;
  stop(): Promise<void>;
}

export interface TrafficOptions {
  readonly gatewayUrl: string;
  readonly model: string;
  readonly requestsPerSecond: number;
  /** Asked in turn, again and again; at least one. */
  readonly prompts: readonly (readonly ChatMessage[])[];
  readonly maxTokens: number;
  isUsable(text: string): boolean;
}

const requestTimeoutMilliseconds = 10_000;
const firstAnswerPollMilliseconds = 200;
/** An open loop against something that hangs must not pile up without end. */
const mostAtOnce = 200;

/** Open loop: a slow answer does not slow the next request down, as with real users. */
export function startTraffic(options: TrafficOptions): Traffic {
  const abort = new AbortController();
  const seen = { sent: 0, failed: 0, byVersion: new Map<string, number>(), bad: new Map<string, string[]>() };
  const pending = new Set<Promise<void>>();

  const send = async (index: number): Promise<void> => {
    const answer = await ask(options, index);
    seen.sent += 1;
    if (answer.failed) seen.failed += 1;
    if (answer.version === null) return;
    seen.byVersion.set(answer.version, (seen.byVersion.get(answer.version) ?? 0) + 1);
    if (answer.bad) seen.bad.set(answer.version, [...(seen.bad.get(answer.version) ?? []), new Date().toISOString()]);
  };
  const running = (async () => {
    // Users come once something serves them; asking for a model that was never released is not a failure of it.
    while (!abort.signal.aborted && (await ask(options, 0)).failed) {
      await sleep(firstAnswerPollMilliseconds, undefined, { signal: abort.signal }).catch(() => undefined);
    }
    for (let index = 0; !abort.signal.aborted; index += 1) {
      if (pending.size >= mostAtOnce) await Promise.race(pending);
      const sent: Promise<void> = send(index).finally(() => pending.delete(sent));
      pending.add(sent);
      await sleep(1000 / options.requestsPerSecond, undefined, { signal: abort.signal }).catch(() => undefined);
    }
  })();
  return {
    counts: () => ({ sent: seen.sent, failed: seen.failed, byVersion: Object.fromEntries(seen.byVersion) }),
    badAnswersOf(version) {
      const times = seen.bad.get(version) ?? [];
      return { count: times.length, firstAt: times[0] ?? null, lastAt: times.at(-1) ?? null };
    },
    async stop() {
      abort.abort();
      await running;
      await Promise.allSettled(pending);
    },
  };
}

interface Answer {
  readonly version: string | null;
  readonly failed: boolean;
  readonly bad: boolean;
}

async function ask(options: TrafficOptions, index: number): Promise<Answer> {
  try {
    const response = await fetch(`${options.gatewayUrl}/v1/chat/completions`, {
      method: 'POST',
      // A user each: the split is by user, and users do not all come back within seconds.
      headers: { 'content-type': 'application/json', 'x-slipway-key': `user-${index}` },
      body: JSON.stringify({
        model: options.model,
        messages: options.prompts[index % options.prompts.length],
        temperature: 0,
        max_tokens: options.maxTokens,
      }),
      signal: AbortSignal.timeout(requestTimeoutMilliseconds),
    });
    const version = response.headers.get('x-slipway-version');
    const text = await response.text();
    return { version, failed: !response.ok, bad: !response.ok || !isUsable(options, text) };
  } catch {
    // Counted, not hidden: a request without an answer is a failed one.
    return { version: null, failed: true, bad: true };
  }
}

function isUsable(options: TrafficOptions, body: string): boolean {
  const text = answerText(body);
  return text !== undefined && options.isUsable(text);
}
