/** How fast training goes, from what successive looks at it saw. Pure. */

/** The moment at which a step was first seen. */
export interface StepSeen {
  readonly step: number;
  readonly atMilliseconds: number;
}

/** Enough to even out the rhythm of heartbeats, few enough to notice a slower machine. */
const kept = 20;

/** A step behind the last one means that training began again from a checkpoint: what was seen before counts no more. */
export function stepsSeen(before: readonly StepSeen[], now: StepSeen): readonly StepSeen[] {
  const last = before.at(-1);
  if (last === undefined || now.step < last.step) return [now];
  return now.step === last.step ? before : [...before, now].slice(-kept);
}

/** Null until two steps were seen. */
export function stepsPerSecond(seen: readonly StepSeen[]): number | null {
  const [first] = seen;
  const last = seen.at(-1);
  if (first === undefined || last === undefined || last.atMilliseconds <= first.atMilliseconds) return null;
  return ((last.step - first.step) / (last.atMilliseconds - first.atMilliseconds)) * 1000;
}
