/** The unit in which a span of time is read most easily. */

export interface TimeUnit {
  readonly name: string;
  readonly milliseconds: number;
}

const units: readonly TimeUnit[] = [
  { name: 'hours', milliseconds: 3_600_000 },
  { name: 'minutes', milliseconds: 60_000 },
  { name: 'seconds', milliseconds: 1_000 },
];
const smallest: TimeUnit = { name: 'seconds', milliseconds: 1_000 };

export function unitFor(milliseconds: number): TimeUnit {
  return units.find((unit) => milliseconds >= 3 * unit.milliseconds) ?? smallest;
}
