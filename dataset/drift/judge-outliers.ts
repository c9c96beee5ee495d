/** The check `outliers`: how many examples stand out, why, and which ones, with their lines. */

import { checkOf, samplesPerCode, type Check, type Sample } from '../check.js';
import { outlierCodes, outlierLimit, type Outlier, type Outliers } from './outliers.js';
import { counted } from './wording.js';

export interface OutlierPlace {
  readonly file: string;
  readonly line: number;
  /** Redacted. */
  readonly text: string;
}

/** Never blocks. `placeOf` is asked for the few that are shown. */
export function judgeOutliers({ found, total, examples }: Outliers, placeOf: (outlier: Outlier) => OutlierPlace): Check {
  const samples: Sample[] = outlierCodes.flatMap((code) =>
    found
      .filter((outlier) => outlier.code === code)
      .slice(0, samplesPerCode)
      .map((outlier) => {
        const { file, line, text } = placeOf(outlier);
        return { code, file, line, text: text.slice(0, 200) };
      }),
  );
  const [worst] = found;
  const by = outlierCodes
    .map((code) => ({ code, count: found.filter((outlier) => outlier.code === code).length }))
    .filter(({ count }) => count > 0);
  const shown = total > found.length ? ` The ${found.length} most extreme ones are listed.` : '';
  return checkOf('outliers', {
    verdict: worst === undefined ? 'pass' : 'fail',
    severity: 'warn',
    observed: worst === undefined ? 0 : Math.round(Math.abs(worst.z) * 10) / 10,
    limit: outlierLimit,
    count: total,
    reason:
      worst === undefined
        ? `None of ${counted(examples, 'example')} stands out in length, turns, length given its label, or script.`
        : `${counted(total, 'example')} of ${examples.toLocaleString('en-US')} stand${total === 1 ? 's' : ''} out (${by.map(({ code, count }) => `${code} ${count}`).join(', ')}); the farthest is ${tellPlace(placeOf(worst))}, z ${worst.z.toFixed(1)} by ${worst.code}.${shown}`,
    samples,
  });
}

function tellPlace({ file, line }: OutlierPlace): string {
  return `line ${line} of ${file}`;
}
