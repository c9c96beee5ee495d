/** Does the candidate fail requests more often than the control that serves beside it? */

import { z } from 'zod';
import { judgeRate } from '../../domain/judge.js';
import { defineMonitor } from '../define.js';
import { severity, verdictOf } from '../verdict.js';

const config = z.strictObject({
  kind: z.literal('error-rate'),
  severity,
  marginPercentPoints: z.number().min(0).max(100).default(2).describe('How much worse than the control it may be'),
  atMostPercent: z.number().min(0).max(100).default(5).describe('Limit where there is no control (a first release)'),
  alpha: z.number().gt(0).max(0.2).default(0.01).describe('Chance of a false fail in a whole phase'),
});

export const errorRate = defineMonitor({
  kind: 'error-rate',
  config,
  protects: 'a version that fails its requests keeps its traffic',
  judge(question, rateConfig) {
    const { marginPercentPoints, atMostPercent, alpha } = rateConfig;
    return verdictOf(rateConfig, judgeRate({ ...question, count: 'errors', marginPercentPoints, atMostPercent, alpha }));
  },
});
