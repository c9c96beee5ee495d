/** What every gate and monitor config says alike, and how a verdict is made from it. */

import { z } from 'zod';
import type { Severity, Verdict } from '../domain/verdict.js';

/** Blocks unless the file says otherwise: a forgotten key must not open a gate. */
export const severity = z.enum(['block', 'warn']).default('block').describe('warn: report a failure and go on');

interface Policy {
  readonly kind: string;
  readonly severity: Severity;
}

export function verdictOf(config: Policy, finding: Omit<Verdict, 'gate' | 'severity'>): Verdict {
  return { gate: config.kind, severity: config.severity, ...finding };
}

/** The verdict where there is too little to judge by. */
export function inconclusive(config: Policy, reason: string, samples = 0): Verdict {
  return verdictOf(config, { verdict: 'inconclusive', observed: null, limit: null, samples, reason });
}
