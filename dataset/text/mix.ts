/** The finisher of MurmurHash3: each bit of the input changes about half of the bits of the output. */

/** 32 bits, signed as JavaScript's bit operators give them: stored into a Uint32Array they are what they should be. */
export function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
