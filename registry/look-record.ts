/** What one look leaves as evidence, in a form that the next look and a replay read back. */

import { z } from 'zod';
import type { WindowLedger } from '../domain/look-windows.js';
import type { Verdict, VerdictOutcome } from '../domain/verdict.js';
import { verdictSchema } from './stored.js';

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
  weightPercent: z.number().min(0).max(100).exactOptional(),
  candidate: z.string().exactOptional(),
  control: z.string().nullable().exactOptional(),
});

export interface LookRecord {
  readonly kind: 'opened' | 'judged';
  readonly routeRevision: number;
  readonly ledger: WindowLedger;
  readonly outcome: VerdictOutcome;
  readonly verdicts: readonly Verdict[];
  /** The candidate's share of the traffic when the look was taken. Looks of the first days have neither this nor the two below. */
  readonly weightPercent?: number;
  /** Version, such as `v12`. */
  readonly candidate?: string;
  /** The version that it is compared with, which `control` of the ledger counts; null in a first release. */
  readonly control?: string | null;
}

/** Throws when stored evidence is not a look: it was changed by hand or by another version. */
export function parseLookRecord(value: unknown): LookRecord {
  return lookRecord.parse(value);
}
