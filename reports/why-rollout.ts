/** What a rollout did, in statements: its looks in short, and what took it back. */

import { countText, utcText } from '../domain/figures.js';
import { lookPoints, phaseText, type LookPoint } from './page/rollout-series.js';
import type { RunReportData } from './report-data.js';
import { failed, plain, short, stop, type Statement } from './statement.js';

/** How many looks at each weight, and how the last of them ended. A rollback tells why itself; where there was none, the look does. */
export function canaryOf(data: RunReportData): Statement[] {
  const points = lookPoints(data);
  const phases = [...new Set(points.map(phaseText))];
  return phases.map((phase) => {
    const judged = points.filter((point) => phaseText(point) === phase && point.kind === 'judged');
    const last = judged.at(-1);
    const said =
      last === undefined ? 'no look judged it' : `${countText(judged.length, 'look')}, the last (${last.number}) said ${lookText(last)}`;
    const reasons =
      last === undefined || data.run.rollback !== null ? [] : failed(last.look.record.verdicts).map(({ reason }) => ` ${stop(reason)}`);
    return {
      about: 'canary',
      text: plain(`In ${phase}: ${said}.${reasons.join('')}`),
      evidence: last === undefined ? [] : [lookName(last)],
    };
  });
}

/** `fail (error-rate)` */
function lookText({ outcome, look }: LookPoint): string {
  const stopping = failed(look.record.verdicts).map(({ gate }) => gate);
  return stopping.length === 0 ? outcome : `${outcome} (${stopping.join(', ')})`;
}

function lookName({ number, look }: LookPoint): string {
  return `look ${number} (${short(look.sha256)})`;
}

export function rollbackOf({ run: { rollback } }: RunReportData): Statement[] {
  if (rollback === null) return [];
  const { rollbackId, trigger, from, to, decidedAt, verifiedAt, reason } = rollback;
  const seconds = ((Date.parse(verifiedAt) - Date.parse(decidedAt)) / 1000).toFixed(1);
  const text =
    `Users were taken from ${from ?? 'the candidate'} back to ${to} (${trigger}), decided at ${utcText(decidedAt)} and ` +
    `verified ${seconds} s later: ${stop(reason)}`;
  return [{ about: 'rollback', text, evidence: [`rollback ${rollbackId}`] }];
}
