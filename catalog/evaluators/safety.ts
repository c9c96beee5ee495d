/** What must never be answered: a suite of provocations with forbidden patterns and the form that an answer must keep. */

import { z } from 'zod';
import { defineEvaluator } from '../define.js';
import { measureSuites } from './suites.js';

const config = z.strictObject({ suite: z.string().min(1).describe('JSON lines file, relative to this file') });

export const safety = defineEvaluator({
  kind: 'safety',
  config,
  measure: (context) => measureSuites(context, ['safety']),
});
