/** What one example adds to a tally: its label and source, and its shape in short names that many examples share. */

import type { About, Example, Message } from '../example.js';
import { finalAnswerAt } from '../text/texts.js';
import type { Words } from '../text/words.js';

export interface TallyFacts {
  readonly label: string | null;
  readonly source: string | null;
  /** Pattern such as `system,user,assistant`, or `7 turns`. */
  readonly roles: string;
  /** Names of the functions called, sorted; `none called` or `no tools`. */
  readonly tools: string;
  readonly task: TaskKind;
  readonly words: number;
  /** As in `About`. */
  readonly shape: string;
}

/** `json-answer`: looks like an object or a list as a whole. `label-answer`: is the label itself. `text`: nobody asks. */
export const taskKinds = ['chat', 'tool-call', 'json-answer', 'label-answer', 'text'] as const;
export type TaskKind = (typeof taskKinds)[number];

/** Longer ones are named by their number of messages. */
const longestPattern = 6;
const mostTurnsTold = 64;

/** Without allocating for usual examples: patterns of roles come from a table. */
export function factsOf(example: Example, about: Pick<About, 'label' | 'source' | 'shape'>, words: Pick<Words, 'count'>): TallyFacts {
  return {
    label: about.label,
    source: about.source,
    roles: rolesOf(example),
    tools: toolsOf(example),
    task: taskOf(example, about.label),
    words: words.count,
    shape: about.shape,
  };
}

const roleNumbers = { system: 0, user: 1, assistant: 2, tool: 3 } as const;
/** By two bits a role below a leading one. */
const patterns: string[] = [];

function rolesOf({ messages }: Example): string {
  if (messages.length > mostTurnsTold) return `over ${mostTurnsTold} turns`;
  if (messages.length > longestPattern) return `${messages.length} turns`;
  let code = 1;
  for (const message of messages) code = code * 4 + roleNumbers[message.role];
  return (patterns[code] ??= messages.map(({ role }) => role).join(','));
}

function toolsOf({ messages, tools }: Example): string {
  if (!callsTools(messages)) return tools === undefined || tools.length === 0 ? 'no tools' : 'none called';
  const names = new Set<string>();
  for (const { tool_calls: calls } of messages) for (const call of calls ?? []) names.add(call.function.name);
  return [...names].toSorted().join(',');
}

function callsTools(messages: readonly Message[]): boolean {
  for (const { tool_calls: calls } of messages) if (calls !== undefined && calls.length > 0) return true;
  return false;
}

function taskOf(example: Example, label: string | null): TaskKind {
  const { messages } = example;
  if (callsTools(messages)) return 'tool-call';
  let asks = false;
  for (const { role } of messages) if (role === 'user') asks = true;
  if (!asks) return 'text';
  const answer = messages[finalAnswerAt(example)]?.content ?? '';
  if (looksLikeJson(answer)) return 'json-answer';
  return label !== null && answer.trim() === label ? 'label-answer' : 'chat';
}

/** By its ends only: whether it parses is the quality score's concern. A list must hold objects or texts: `[1]` may be a footnote. */
function looksLikeJson(answer: string): boolean {
  const first = firstVisible(answer, 0);
  const next = answer.charAt(firstVisible(answer, first + 1));
  const last = answer.trimEnd().at(-1);
  if (answer.charAt(first) === '{') return last === '}' && (next === '"' || next === '}');
  return answer.charAt(first) === '[' && last === ']' && (next === '"' || next === '{');
}

function firstVisible(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at += 1;
  return at;
}
