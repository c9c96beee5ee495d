/** Is the candidate's file larger than the champion's? A wrong quantization or a merged-in twin shows here first. */

import { z } from 'zod';
import { percentText } from '../../domain/figures.js';
import { defineGate } from '../define.js';
import { inconclusive, severity, verdictOf } from '../verdict.js';

const config = z.strictObject({
  kind: z.literal('model-size'),
  severity,
  withinPercent: z.number().min(0).default(5).describe("How much larger than the champion's the file may be"),
});

export const modelSize = defineGate({
  kind: 'model-size',
  config,
  protects: 'a candidate could need more memory than its hosts have',
  needs: [],
  judge({ candidate, champion }, sizeConfig) {
    const observed = candidate.bytes;
    if (!(observed > 0)) return inconclusive(sizeConfig, "The size of the candidate's file is unknown.");
    if (champion === null) {
      const reason = `The file has ${observed} bytes; first release, no champion to compare with.`;
      return verdictOf(sizeConfig, { verdict: 'pass', observed, limit: null, samples: 1, reason });
    }
    if (!(champion.bytes > 0)) return inconclusive(sizeConfig, "The size of the champion's file is unknown.");
    const limit = Math.floor(champion.bytes * (1 + sizeConfig.withinPercent / 100));
    const change = percentText(observed / champion.bytes - 1);
    const reason = `The file has ${observed} bytes, the champion's ${champion.bytes} (${change} more); at most ${limit} allowed.`;
    return verdictOf(sizeConfig, { verdict: observed > limit ? 'fail' : 'pass', observed, limit, samples: 1, reason });
  },
});
