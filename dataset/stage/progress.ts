/** How far a build has come. */

export interface Progress {
  readonly step: 'reading' | 'comparing' | 'writing';
  /** File that is being read, as it was named; empty in other steps. */
  readonly source: string;
  /** Of all sources so far; where a compressed one is read, of its text. */
  readonly lines: number;
  readonly bytes: number;
}
