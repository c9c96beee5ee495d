/** Times candidate and champion in turns, so that whatever else the machine does meets both alike. */

import type { ChatMessage, Infer } from '../platform/ports.js';
import type { LatencyResult } from './results.js';
import { EvaluationInvalidError } from './task.js';

interface TimedSubject {
  readonly ggufSha256: string;
  readonly infer: Infer;
}

export interface LatencyRequest {
  readonly candidate: TimedSubject;
  /** Null in a first release. */
  readonly champion: TimedSubject | null;
  /** Asked in order, from the start again when they run out; both models get the same prompt in each turn. */
  readonly prompts: readonly (readonly ChatMessage[])[];
  /** Timed calls of each model. */
  readonly calls: number;
  readonly maxTokens: number;
  readonly progress: (done: number, total: number) => void;
}

export interface LatencyPair {
  readonly candidate: LatencyResult;
  readonly champion: LatencyResult | null;
}

/** First calls pay for page faults and connections, which users of a warm model do not. */
const warmUpCalls = 3;

/** Call i of both results had the same prompt and came one after the other. Throws when a call fails or there is no prompt. */
export async function measureLatency(request: LatencyRequest): Promise<LatencyPair> {
  const { candidate, champion, calls, progress } = request;
  const candidateMilliseconds: number[] = [];
  const championMilliseconds: number[] = [];
  for (let turn = -warmUpCalls; turn < calls; turn += 1) {
    const candidateTime = await timeOf(request, candidate, turn);
    const championTime = champion === null ? undefined : await timeOf(request, champion, turn);
    if (turn < 0) continue;
    candidateMilliseconds.push(candidateTime);
    if (championTime !== undefined) championMilliseconds.push(championTime);
    progress(turn + 1, calls);
  }
  return {
    candidate: { ggufSha256: candidate.ggufSha256, milliseconds: candidateMilliseconds },
    champion: champion === null ? null : { ggufSha256: champion.ggufSha256, milliseconds: championMilliseconds },
  };
}

async function timeOf({ prompts, maxTokens }: LatencyRequest, subject: TimedSubject, turn: number): Promise<number> {
  const prompt = prompts[(turn + warmUpCalls) % prompts.length];
  if (prompt === undefined) throw new EvaluationInvalidError('latency needs prompts; expected a held-out suite with at least one item');
  const answer = await subject.infer(prompt, maxTokens);
  return answer.milliseconds;
}
