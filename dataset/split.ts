/** Which side a group falls on. Decided by the group's own name, so that no later data can move it from test to training. */

import { hash } from 'node:crypto';
import type { DatasetSettings } from './settings.js';

export type Split = 'train' | 'validation' | 'heldOut';

/** What a row is split by: its group, else itself. The two can never be mistaken for each other. */
export function groupKeyOf(row: { readonly id: string; readonly group: string | null }): string {
  return row.group === null ? `row:${row.id}` : `group:${row.group}`;
}

/** Deterministic, and monotone in what is held out: a higher percentage adds groups to it and removes none. */
export function splitOf(groupKey: string, settings: Pick<DatasetSettings, 'heldOut' | 'validation'>): Split {
  const percent = percentileOf(groupKey);
  if (percent < settings.heldOut.percent) return 'heldOut';
  return percent < settings.heldOut.percent + settings.validation.percent ? 'validation' : 'train';
}

/** Uniform in [0, 100): 52 bits of a digest under a name of its own, so that it correlates with no other use of the key. */
function percentileOf(groupKey: string): number {
  return (Number.parseInt(hash('sha256', `slipway/split/${groupKey}`).slice(0, 13), 16) / 2 ** 52) * 100;
}
