/** Middle and spread of a column that a few wild values cannot move: median and median absolute deviation, over logarithms for lengths. */

export interface RobustScale {
  readonly middle: number;
  /** Comparable with a standard deviation; never below the floor that was asked for. */
  readonly spread: number;
}

/** Makes the deviation a standard deviation where values are normal: 1 / Φ⁻¹(3/4) (Rousseeuw and Croux 1993). */
const toStandardDeviation = 1.4826;

/**
 * Sorts the values in place. `of` must be increasing, such as `Math.log1p`. The floor keeps a column of nearly equal values from calling
 * each other value infinitely far away.
 */
export function robustScale(values: Uint32Array | Float64Array, of: (value: number) => number, floor: number): RobustScale {
  values.sort();
  const at = (index: number): number => of(values[index] ?? 0);
  const low = (values.length - 1) >> 1;
  const high = values.length >> 1;
  const middle = (at(low) + at(high)) / 2;
  return { middle, spread: Math.max(floor, medianDeviation(values.length, at, middle) * toStandardDeviation) };
}

/** From the middle outward the deviations come in ascending order by merging both sides, so that none has to be stored or sorted. */
function medianDeviation(count: number, at: (index: number) => number, middle: number): number {
  let below = (count - 1) >> 1;
  let above = below + 1;
  let deviation = 0;
  for (let taken = 0; taken <= (count - 1) >> 1; taken += 1) {
    const left = below >= 0 ? middle - at(below) : Infinity;
    const right = above < count ? at(above) - middle : Infinity;
    if (left <= right) below -= 1;
    else above += 1;
    deviation = Math.min(left, right);
  }
  return deviation;
}

export function zOf(value: number, { middle, spread }: RobustScale): number {
  return (value - middle) / spread;
}
