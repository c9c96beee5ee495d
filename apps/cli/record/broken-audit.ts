/** Says beside an answer that is read from the audit when the audit is not what was written: the answer may be none. */

import type { ObjectStore } from '../../../platform/ports.js';
import { verifyAudit } from '../../../registry/audit.js';
import type { Output } from '../output.js';

export async function warnOfBrokenAudit(output: Output, store: ObjectStore, model: string): Promise<void> {
  const { intact, brokenKey } = await verifyAudit(store, model);
  if (intact) return;
  output.progress(`warning: ${brokenKey ?? 'the audit'} is not what was written there, so this may not be what happened`);
  output.progress(`  next: slipway audit verify ${model}`);
}
