/** What a pipeline file decides about its data; what shapes the rows becomes part of the version's name. */

export interface DatasetSettings {
  /** With fewer new examples the run is skipped. */
  readonly minimumNewExamples: number;
  readonly heldOut: {
    /** Of groups, 0 to 100; the part of rows follows as groups are many and small. */
    readonly percent: number;
    /** Key of a row beside `messages` (text or number) whose equal values never fall on two sides. Without it each row is its own group. */
    readonly groupBy?: string | undefined;
  };
  readonly validation: { readonly percent: number };
  /** Dotted path of the label inside the assistant's JSON answer, such as `intent`. */
  readonly labelPath?: string | undefined;
}
