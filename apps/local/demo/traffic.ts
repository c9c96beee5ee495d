/** The demo's users: a steady stream of tickets through the gateway, each answer judged as a client would, nothing kept of its text. */

import { setTimeout as sleep } from 'node:timers/promises';
import { fetch } from 'undici';
import { generateTickets, INTENTS } from '../example-tickets.js';

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
  /** Answers of one version that a user could not have used: an error, or text that is not a known intent in JSON. */
  badAnswersOf(version: string): BadAnswers;
  stop(): Promise<void>;
}

export interface TrafficOptions {
  readonly gatewayUrl: string;
  readonly model: string;
  readonly requestsPerSecond: number;
}

const requestTimeoutMilliseconds = 10_000;
const firstAnswerPollMilliseconds = 200;

/** Open loop: a slow answer does not slow the next request down, as with real users. */
export function startTraffic(options: TrafficOptions): Traffic {
  const abort = new AbortController();
  const seen = { sent: 0, failed: 0, byVersion: new Map<string, number>(), bad: new Map<string, string[]>() };
  const pending = new Set<Promise<void>>();
  const tickets = generateTickets({ seed: 4242, count: 500, pool: 'late' });

  const send = async (index: number): Promise<void> => {
    const question = tickets[index % tickets.length]?.messages[0];
    const answer = await ask(options, index, question);
    seen.sent += 1;
    if (answer.failed) seen.failed += 1;
    if (answer.version === null) return;
    seen.byVersion.set(answer.version, (seen.byVersion.get(answer.version) ?? 0) + 1);
    if (answer.bad) seen.bad.set(answer.version, [...(seen.bad.get(answer.version) ?? []), new Date().toISOString()]);
  };
  const running = (async () => {
    // Users come once something serves them; asking for a model that was never released is not a failure of it.
    while (!abort.signal.aborted && (await ask(options, 0, tickets[0]?.messages[0])).failed) {
      await sleep(firstAnswerPollMilliseconds, undefined, { signal: abort.signal }).catch(() => undefined);
    }
    for (let index = 0; !abort.signal.aborted; index += 1) {
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

async function ask(options: TrafficOptions, index: number, question: unknown): Promise<Answer> {
  try {
    const response = await fetch(`${options.gatewayUrl}/v1/chat/completions`, {
      method: 'POST',
      // A user each: the split is by user, and users do not all come back within seconds.
      headers: { 'content-type': 'application/json', 'x-slipway-key': `user-${index}` },
      body: JSON.stringify({ model: options.model, messages: [question], temperature: 0, max_tokens: 32 }),
      signal: AbortSignal.timeout(requestTimeoutMilliseconds),
    });
    const version = response.headers.get('x-slipway-version');
    const text = await response.text();
    return { version, failed: !response.ok, bad: !response.ok || !isUsable(text) };
  } catch {
    // Counted, not hidden: a request without an answer is a failed one.
    return { version: null, failed: true, bad: true };
  }
}

function isUsable(text: string): boolean {
  try {
    const body = JSON.parse(text) as { choices?: { message?: { content?: string } }[] };
    const intent = (JSON.parse(body.choices?.[0]?.message?.content ?? '') as { intent?: string }).intent;
    return intent !== undefined && INTENTS.includes(intent);
  } catch {
    return false;
  }
}
