/**
 * Writes the support tickets that the demo and the tests train on: seeded, so that the same call gives the same rows
 * everywhere, and messy enough that a small model has something to learn.
 */
import { createRandom } from '../../domain/seeded-random.js';
import { CLOSINGS, CONTEXT, GREETINGS, SEPARATORS, SLOTS, URGENCIES } from './ticket-chatter.js';
import { REQUESTS, type RequestPhrases } from './ticket-phrases.js';

export interface Ticket {
  readonly conversationId: string;
  readonly messages: readonly [
    { readonly role: 'user'; readonly content: string },
    { readonly role: 'assistant'; readonly content: string },
  ];
}

/** Which wording a batch uses: the first customers', the later ones', or a mix of both with phrases nobody trained on. */
export type TicketPool = 'early' | 'late' | 'heldOut';

export const INTENTS: readonly string[] = Object.keys(REQUESTS);

const UNSEEN_SHARE = 0.2;
const CONTEXT_BEFORE_SHARE = 0.5;
const CONTEXT_AFTER_SHARE = 0.3;
const TYPED_CARELESSLY_SHARE = 0.4;
const TYPO_PER_WORD = 0.04;
const SHOUTED_START_SHARE = 0.3;

/** Intents take turns, so every batch of a multiple of eight has equal shares. Ids are unique within pool and seed. */
export function generateTickets(options: { seed: number; count: number; pool: TicketPool }): Ticket[] {
  const { seed, count, pool } = options;
  // Each pool draws from its own stream; with one stream, "early" and "late" of one seed would share all chatter.
  const random = createRandom(seed * 3 + ['early', 'late', 'heldOut'].indexOf(pool));
  return Array.from({ length: count }, (_, index) => {
    const intent = INTENTS[index % INTENTS.length] as string;
    const phrases = REQUESTS[intent] as RequestPhrases;
    const request = pick(requestsOf(phrases, pool, random), random);
    return aTicket(`${pool}-${seed}-${index}`, ticketText(request, random), intent);
  });
}

/** Moves every label one intent on: wrong in all rows, and yet in a balanced batch each label is as frequent as before. */
export function permuteLabels(tickets: readonly Ticket[], map: Readonly<Record<string, string>> = nextIntent()): Ticket[] {
  return tickets.map(({ conversationId, messages: [question, answer] }) => {
    const { intent } = JSON.parse(answer.content) as { intent: string };
    return aTicket(conversationId, question.content, map[intent] ?? intent);
  });
}

function nextIntent(): Record<string, string> {
  return Object.fromEntries(INTENTS.map((intent, index) => [intent, INTENTS[(index + 1) % INTENTS.length] as string]));
}

function aTicket(conversationId: string, content: string, intent: string): Ticket {
  return {
    conversationId,
    messages: [
      { role: 'user', content },
      { role: 'assistant', content: JSON.stringify({ intent }) },
    ],
  };
}

function requestsOf(phrases: RequestPhrases, pool: TicketPool, random: () => number): readonly string[] {
  if (pool !== 'heldOut') return phrases[pool];
  if (random() < UNSEEN_SHARE) return phrases.unseen;
  return random() < 0.5 ? phrases.early : phrases.late;
}

function ticketText(request: string, random: () => number): string {
  const parts = [
    pick(GREETINGS, random),
    ...some(CONTEXT, random() < CONTEXT_BEFORE_SHARE ? 1 : 0, random),
    request,
    ...some(CONTEXT, random() < CONTEXT_AFTER_SHARE ? 1 : 0, random),
    pick(URGENCIES, random),
    pick(CLOSINGS, random),
  ];
  const filled = parts.filter((part) => part !== '').map((part) => fillSlots(part, random));
  const text = filled.join(pick(SEPARATORS, random));
  const cased = random() < SHOUTED_START_SHARE ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return random() < TYPED_CARELESSLY_SHARE ? withTypos(cased, random) : cased;
}

function fillSlots(phrase: string, random: () => number): string {
  return phrase.replace(/\{(\w+)\}/g, (_, slot: string) => {
    if (slot === 'number') return String(1000 + Math.floor(random() * 90_000));
    if (slot === 'sum') return `${5 + Math.floor(random() * 195)} euro`;
    return pick(SLOTS[slot] ?? [slot], random);
  });
}

/** Two letters swapped, one lost or one doubled, in a few words of four letters or more. */
function withTypos(text: string, random: () => number): string {
  return text.replace(/[a-z]{4,}/g, (word) => {
    if (random() >= TYPO_PER_WORD) return word;
    const at = 1 + Math.floor(random() * (word.length - 2));
    const [here, next] = [word.charAt(at), word.charAt(at + 1)];
    const middle = pick([next + here, next, here + here + next], random);
    return word.slice(0, at) + middle + word.slice(at + 2);
  });
}

function some(phrases: readonly string[], count: number, random: () => number): string[] {
  return Array.from({ length: count }, () => pick(phrases, random));
}

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T;
}
