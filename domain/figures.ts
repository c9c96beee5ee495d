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

/** `1.99 MB`: powers of a thousand, three digits that mean something. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${Number((bytes / 1000 ** step).toPrecision(3))} ${units[step] ?? 'bytes'}`;
}

/** `2026-11-21 17:37:04 UTC`, the same everywhere; what is no time is shown as it is. */
export function utcText(iso: string): string {
  const milliseconds = Date.parse(iso);
  return Number.isNaN(milliseconds) ? iso : `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
