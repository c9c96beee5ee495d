/** The live judge: is the candidate worse than its concurrent control, beyond noise and beyond the margin? */

/** Counts of one arm in one window: between two readings of the gateway's counters under one split. */
export interface ArmWindow {
  readonly requests: number;
  /** Of `requests`, those that failed for the model's reasons (client aborts and 4xx are not failures). */
  readonly errors: number;
  readonly checked: number;
  readonly invalid: number;
}
