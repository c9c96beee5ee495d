/** What one look leaves as evidence, in a form that the next look and a replay read back. */

import { z } from 'zod';
import type { WindowLedger } from '../domain/look-windows.js';
import type { Verdict, VerdictOutcome } from '../domain/verdict.js';
import { verdictSchema } from '../registry/stored.js';

const count = z.int().min(0);
const arm = z.strictObject({ requests: count, errors: count, checked: count, invalid: count });
const pair = { candidate: arm, control: arm };

const ledger: z.ZodType<WindowLedger> = z.strictObject({
  startId: z.string(),
  counted: z.strictObject(pair),
  windows: z.array(z.strictObject({ phase: z.enum(['canary', 'watch']), step: count, startId: z.string(), ...pair })),
});

const lookRecord: z.ZodType<LookRecord> = z.strictObject({
  kind: z.enum(['opened', 'judged']),
  routeRevision: z.number(),
  ledger,
  outcome: z.enum(['pass', 'fail', 'inconclusive']),
  verdicts: z.array(verdictSchema),
});

export interface LookRecord {
  readonly kind: 'opened' | 'judged';
  readonly routeRevision: number;
  readonly ledger: WindowLedger;
  readonly outcome: VerdictOutcome;
  readonly verdicts: readonly Verdict[];
}

/** Throws when stored evidence is not a look: it was changed by hand or by another version. */
export function parseLookRecord(value: unknown): LookRecord {
  return lookRecord.parse(value);
}
