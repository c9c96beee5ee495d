/**
 * A tiny pseudo-random generator whose numbers follow from its seed alone, for example data and for draws that must be
 * repeatable. Not for secrets.
 */

/**
 * Makes a source of numbers in [0, 1), the same ones for the same seed on every machine. Only the low 32 bits of the
 * seed count. The algorithm is mulberry32 (Tommy Ettinger, public domain): 32 bits of state, period 2^32.
 */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
