/** The demo's users: support tickets, and what such a user could do something with. */

import { labelOf } from '../../../domain/answer-label.js';
import { generateTickets, INTENTS } from '../example-tickets.js';
import { startTraffic, type Traffic } from '../traffic.js';

export interface TicketTrafficOptions {
  readonly gatewayUrl: string;
  readonly model: string;
  readonly requestsPerSecond: number;
}

export function startTicketTraffic(options: TicketTrafficOptions): Traffic {
  const tickets = generateTickets({ seed: 4242, count: 500, pool: 'late' });
  return startTraffic({
    ...options,
    prompts: tickets.map((ticket) => ticket.messages.slice(0, 1)),
    maxTokens: 32,
    isUsable: (text) => INTENTS.includes(labelOf(text, 'intent') ?? ''),
  });
}
