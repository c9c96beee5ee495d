/** An error that tells a person what, why and next. Here because client, set-up and apps throw it, and the CLI prints it. */

export interface Explanation {
  /** What could not be done, or what was expected. */
  readonly what: string;
  /** What was found instead; several mistakes are a line each. */
  readonly why: string;
  /** What to do about it, a command where one helps. */
  readonly next: string;
}

export class ExplainedError extends Error {
  readonly explanation: Explanation;

  constructor(explanation: Explanation, options: ErrorOptions = {}) {
    super(`${explanation.what}, ${explanation.why}; ${explanation.next}`, options);
    this.explanation = explanation;
  }
}
