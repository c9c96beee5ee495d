/**
 * Remembers of each shingle in two bits whether no example, one or several had it, so that most examples are seen to have no near-duplicate
 * before anything of them is kept. Different shingles that share a slot make it say "several": wrong only on the safe side.
 */

export interface Sketch {
  add(hashes: Uint32Array): void;
  /** Ends the adding. */
  finish(): FinishedSketch;
}

export interface FinishedSketch {
  /** Whether at least so many of the hashes were added once in all. */
  hasSingles(hashes: Uint32Array, needed: number): boolean;
  /** Moves the others to the front, in their order, and gives their number. */
  dropSingles(hashes: Uint32Array): number;
}

/** The sketch is larger than a processor's cache. Hashes wait by their highest bits, so that each part of it is visited for many at once. */
const partBits = 6;
const mostWaiting = 1 << 16;

/** A slot for each shingle that is expected, 16 in a word; no more than 2^32, which is as many as there are hashes. */
export function createSketch(expected: number): Sketch {
  const bits = Math.min(Math.max(Math.ceil(Math.log2(Math.max(expected, 1))), 10), 32);
  const slots = new Uint32Array(2 ** (bits - 4));
  const shift = 32 - bits;
  const room = Math.min(mostWaiting, 2 ** (bits - partBits));
  const waiting = new Uint32Array(room << partBits);
  const counts = new Uint32Array(1 << partBits);

  const settle = (part: number): void => {
    const start = part * room;
    const end = start + (counts[part] ?? 0);
    for (let index = start; index < end; index += 1) {
      const slot = (waiting[index] ?? 0) >>> shift;
      const word = slots[slot >>> 4] ?? 0;
      const at = (slot & 15) << 1;
      if (((word >>> at) & 2) === 0) slots[slot >>> 4] = word + (1 << at);
    }
    counts[part] = 0;
  };
  return {
    add: (hashes) => {
      for (let index = 0; index < hashes.length; index += 1) {
        const hash = hashes[index] ?? 0;
        const part = hash >>> (32 - partBits);
        const count = counts[part] ?? 0;
        waiting[part * room + count] = hash;
        counts[part] = count + 1;
        if (count + 1 === room) settle(part);
      }
    },
    finish: () => {
      for (let part = 0; part < counts.length; part += 1) settle(part);
      return readSketch(slots, shift);
    },
  };
}

function readSketch(slots: Uint32Array, shift: number): FinishedSketch {
  const isSingle = (hash: number): boolean => {
    const slot = hash >>> shift;
    return (((slots[slot >>> 4] ?? 0) >>> ((slot & 15) << 1)) & 3) === 1;
  };
  return {
    hasSingles: (hashes, needed) => {
      let missing = needed;
      for (let index = 0; index < hashes.length && missing > 0; index += 1) if (isSingle(hashes[index] ?? 0)) missing -= 1;
      return missing <= 0;
    },
    dropSingles: (hashes) => {
      let kept = 0;
      for (let index = 0; index < hashes.length; index += 1) {
        const hash = hashes[index] ?? 0;
        if (isSingle(hash)) continue;
        hashes[kept] = hash;
        kept += 1;
      }
      return kept;
    },
  };
}
