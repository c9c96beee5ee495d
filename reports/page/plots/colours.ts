/** What stands for whom in every plot: colour, dash and symbol together, so that no one of them must be told apart from the others. */

import type { SymbolType } from '@observablehq/plot';
import type { Arm } from '../../../domain/route.js';
import type { VerdictOutcome } from '../../../domain/verdict.js';

export interface Look {
  /** A custom property of the page's style sheet, which differs in light and dark. */
  readonly colour: string;
  readonly dash: string;
  readonly symbol: SymbolType;
}

export const armLook: Readonly<Record<Arm, Look>> = {
  champion: { colour: 'var(--champion)', dash: '7 3', symbol: 'circle' },
  candidate: { colour: 'var(--candidate)', dash: 'none', symbol: 'diamond' },
  holdback: { colour: 'var(--holdback)', dash: '2 3', symbol: 'square' },
};

/** Pairs that are not arms: old and new, training and validation. */
export const firstLook: Look = { colour: 'var(--first)', dash: 'none', symbol: 'circle' };
export const secondLook: Look = { colour: 'var(--second)', dash: '6 3', symbol: 'diamond' };

export const outcomeLook: Readonly<Record<VerdictOutcome, Look>> = {
  pass: { colour: 'var(--good)', dash: 'none', symbol: 'circle' },
  inconclusive: { colour: 'var(--warn)', dash: 'none', symbol: 'square' },
  fail: { colour: 'var(--bad)', dash: 'none', symbol: 'times' },
};
