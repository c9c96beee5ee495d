/** One item of a suite as contamination is looked for: what is asked, and what is expected. */

import type { Message } from '../example.js';

export interface SuiteText {
  /** Name or file. */
  readonly suite: string;
  /** Id, or the line as text. */
  readonly item: string;
  readonly line: number;
  /** The question, and the expected answer as last assistant message where it is known. */
  readonly messages: readonly Message[];
}
