/** The legend of every plot that shows the existing training set beside the new examples. */

import type { LegendEntry } from '../page/figure.js';
import { firstLook, secondLook } from '../page/plots/colours.js';

export const beforeAndNew: readonly LegendEntry[] = [
  { label: 'before (existing training set)', look: firstLook, as: 'bar' },
  { label: 'new examples', look: secondLook, as: 'bar' },
];
