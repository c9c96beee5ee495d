/** Who the arms are: their names with the versions that they serve. */

import type { Arm } from '../../domain/route.js';
import type { LegendEntry } from './figure.js';
import { armLook } from './plots/colours.js';
import { candidateVersion, controlVersion } from './rollout-series.js';
import type { RunReportData } from '../report-data.js';

export function armName(data: RunReportData, arm: Arm): string {
  const version = arm === 'candidate' ? candidateVersion(data) : controlVersion(data);
  return version === null ? arm : `${arm} ${version}`;
}

export function armLegend(data: RunReportData, arms: readonly Arm[], as: LegendEntry['as']): LegendEntry[] {
  return arms.map((arm) => ({ label: armName(data, arm), look: armLook[arm], as }));
}
