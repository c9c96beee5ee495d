/** Many sets of hashes one after the other, in pieces: a large collection need not be copied each time that it grows. */

export interface Segments {
  /** The position of the set, 32 bits. */
  keep(set: Uint32Array): number;
  segmentOf(position: number): Uint32Array;
}

const segmentBits = 20;
const segmentSize = 1 << segmentBits;
const nothing = new Uint32Array();

export function createSegments(): Segments {
  const segments: Uint32Array[] = [];
  let filled = segmentSize;
  return {
    keep: (set) => {
      if (set.length > segmentSize) {
        segments.push(set.slice());
        filled = segmentSize;
        return (segments.length - 1) * segmentSize;
      }
      if (filled + set.length > segmentSize) {
        segments.push(new Uint32Array(segmentSize));
        filled = 0;
      }
      segments.at(-1)?.set(set, filled);
      filled += set.length;
      return (segments.length - 1) * segmentSize + filled - set.length;
    },
    segmentOf: (position) => segments[position >>> segmentBits] ?? nothing,
  };
}

/** Index in the segment at which the set begins. */
export function startOf(position: number): number {
  return position & (segmentSize - 1);
}
