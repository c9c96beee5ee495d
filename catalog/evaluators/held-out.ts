/** Accuracy on rows that no trainer saw: the anchor (held out by earlier versions) and what this version held out. */

import { z } from 'zod';
import { defineEvaluator } from '../define.js';
import { measureSuites } from './suites.js';

const config = z.strictObject({ metric: z.literal('accuracy').default('accuracy').describe('Share of right answers') });

export const heldOut = defineEvaluator({
  kind: 'heldOut',
  config,
  measure: (context) => measureSuites(context, ['anchor', 'heldOut']),
});
