/** How the loss fell in a training, as a trainer tells it and a report draws it: few enough points for both. */

export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
}

/** In rising steps. */
export interface LossCurves {
  readonly train: readonly CurvePoint[];
  /** Empty where there was nothing to validate on. */
  readonly validation: readonly CurvePoint[];
}

/** At most `most` (2 or more) of the points, evenly chosen; the first and the last are always among them. */
export function thinned(points: readonly CurvePoint[], most: number): readonly CurvePoint[] {
  if (points.length <= most) return points;
  const stride = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => points[Math.round(index * stride)]).filter((point) => point !== undefined);
}
