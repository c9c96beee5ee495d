/** What a row is divided by: a number that follows from the name of its group alone, so that no later data can move it from test to training. */

import { hash } from 'node:crypto';

/** The group where there is one, else the row itself. The two can never be mistaken for each other. */
export function groupKeyOf(id: string, group: string | null): string {
  return group === null ? `row:${id}` : `group:${group}`;
}

/**
 * Uniform in [0, 1): 52 bits of a SHA-256 under a name of its own, so that it correlates with no other use of the key. Versions that are
 * stored were divided by this law: it cannot change.
 */
export function groupFraction(groupKey: string): number {
  return Number.parseInt(hash('sha256', `slipway/split/${groupKey}`).slice(0, 13), 16) / 2 ** 52;
}
