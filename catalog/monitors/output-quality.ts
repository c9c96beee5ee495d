/** Do the candidate's answers fail the route's checks (JSON, label set, not empty) more often than the control's? */

import { z } from 'zod';
import { judgeRate } from '../../domain/judge.js';
import { defineMonitor } from '../define.js';
import { severity, verdictOf } from '../verdict.js';

const config = z.strictObject({
  kind: z.literal('output-quality'),
  severity,
  marginPercentPoints: z.number().min(0).max(100).default(2).describe('How much worse than the control it may be'),
  // Higher than for errors: a first model may well miss the form now and then, and there is nothing better to go back to.
  atMostPercent: z.number().min(0).max(100).default(20).describe('Limit where there is no control (a first release)'),
  alpha: z.number().gt(0).max(0.2).default(0.01).describe('Chance of a false fail in a whole phase'),
});

export const outputQuality = defineMonitor({
  kind: 'output-quality',
  config,
  protects: 'a version that answers in time, but with garbage, keeps its traffic',
  judge(question, rateConfig) {
    const { marginPercentPoints, atMostPercent, alpha } = rateConfig;
    return verdictOf(rateConfig, judgeRate({ ...question, count: 'invalid', marginPercentPoints, atMostPercent, alpha }));
  },
});
