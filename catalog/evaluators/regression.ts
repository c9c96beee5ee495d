/** The cases that must keep working: a small suite, written and checked by people. */

import { z } from 'zod';
import { defineEvaluator } from '../define.js';
import { measureSuites } from './suites.js';

const config = z.strictObject({ suite: z.string().min(1).describe('JSON lines file, relative to this file') });

export const regression = defineEvaluator({
  kind: 'regression',
  config,
  measure: (context) => measureSuites(context, ['regression']),
});
