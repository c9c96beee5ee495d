/** How long answers take, candidate and champion in turns, on the prompts of the held-out rows. */

import { z } from 'zod';
import { measureLatency } from '../../evaluation/latency.js';
import { defineEvaluator } from '../define.js';

const config = z.strictObject({ calls: z.int().min(20).max(10_000).default(100).describe('Timed calls of each model') });

export const latency = defineEvaluator({
  kind: 'latency',
  config,
  async measure(context, { calls }) {
    const { candidate, champion, maxTokens } = context;
    const progress = (done: number, total: number): void => context.progress(done, total);
    const suite = await context.suite('heldOut');
    const prompts = (suite?.items ?? []).map((item) => item.messages);
    const measured = await measureLatency({ candidate, champion, prompts, calls, maxTokens, progress });
    return {
      candidate: { suites: {}, latency: measured.candidate },
      champion: measured.champion === null ? null : { suites: {}, latency: measured.champion },
    };
  },
});
