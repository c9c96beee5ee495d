/** Two clocks: the wall's, which people and files read and which may be moved by a day, and a steady one for how long things last. */

export interface Clock {
  /** Milliseconds since 1970. */
  wallMs(): number;
  /** Milliseconds since some moment; only ever goes forward, and nobody can set it. */
  steadyMs(): number;
}

export const systemClock: Clock = { wallMs: () => Date.now(), steadyMs: () => performance.now() };
