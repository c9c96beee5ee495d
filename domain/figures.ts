/** How figures are written in reasons, so that one run's report, alert and Web UI show the same number in the same way. */

/** `97.5 %` from 0.975. */
export function percentText(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** `2.5 points` from 0.025; the difference of two percentages. */
export function pointsText(shareDifference: number): string {
  return `${(shareDifference * 100).toFixed(1)} points`;
}

/** `0.0312`, `2.1e-7`, or `below 1e-12` where further digits mean nothing. */
export function probabilityText(probability: number): string {
  if (probability < 1e-12) return 'below 1e-12';
  return probability < 1e-3 ? probability.toExponential(1) : probability.toFixed(4);
}

/** `1 item`, `3 items`. */
export function countText(count: number, singular: string): string {
  return `${count} ${singular}${count === 1 ? '' : 's'}`;
}
