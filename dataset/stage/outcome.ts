/** What the checks together mean for a run. */

import { countText } from '../../domain/figures.js';
import { worstOutcome, type VerdictOutcome } from '../../domain/verdict.js';
import type { Check } from '../check.js';
import type { DatasetOutcomeName, DatasetReport } from './report.js';

export interface Judgement {
  readonly outcome: DatasetOutcomeName;
  readonly verdict: VerdictOutcome;
  readonly reason: string;
}

/** These say that the data is broken, however little there is of it; the others say nothing about too small a batch. */
const hold = new Set(['format', 'accounting']);

export function judgeChecks(checks: readonly Check[], splits: DatasetReport['splits']): Judgement {
  const verdict = worstOutcome(checks.map((check) => ({ ...check, gate: check.name, samples: check.count })));
  const blocking = checks.filter((check) => check.severity === 'block' && check.verdict !== 'pass');
  const volume = blocking.find(({ name }) => name === 'volume');
  if (volume !== undefined && !blocking.some(({ name }) => hold.has(name))) return { outcome: 'skipped', verdict, reason: volume.reason };
  const failed = blocking.filter(({ name }) => name !== 'new-kinds');
  if (failed.length > 0) {
    const said = failed.map(({ name, reason }) => `${name}: ${reason}`).join(' ');
    return { outcome: 'rejected', verdict, reason: `${countText(failed.length, 'check')} failed. ${said}` };
  }
  const unseen = blocking.find(({ name }) => name === 'new-kinds');
  if (unseen !== undefined) return { outcome: 'needs-review', verdict, reason: `needs-data-review: ${unseen.reason}` };
  const warned = checks.filter((check) => check.verdict === 'fail').map(({ name }) => name);
  const warning = warned.length === 0 ? '' : ` Warned of: ${warned.join(', ')}.`;
  const sizes =
    splits === null
      ? ''
      : ` ${splits.train} train, ${splits.validation} validation, ${splits.heldOut} held out, ${splits.anchor ?? 0} anchor.`;
  return { outcome: 'accepted', verdict, reason: `${checks.find(({ name }) => name === 'volume')?.reason ?? ''}${sizes}${warning}` };
}
