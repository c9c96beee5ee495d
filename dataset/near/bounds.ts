/**
 * How many shingles two sets must share to be near-duplicates, in integers: a fraction such as 0.95 has no exact binary form, and its
 * rounding would decide about pairs that are exactly at the limit.
 */

/** Similarity in thousandths, 1 to 1000. */
export type Thousandths = number;

/** Throws for a similarity outside of 0.5 to 1: below a half, records of any topic resemble each other and the join is quadratic. */
export function thousandthsOf(similarity: number): Thousandths {
  if (!(similarity >= 0.5 && similarity <= 1)) {
    throw new RangeError(
      `Expected a similarity from 0.5 to 1, got ${similarity}. Set nearDuplicates.similarity to such a value; 0.95 is the default.`,
    );
  }
  return Math.round(similarity * 1000);
}

/** Least overlap of a set with any near-duplicate, from J = o / (a + b - o) and b >= o: ceil(t * size). */
export function leastShared(size: number, t: Thousandths): number {
  return Math.ceil((t * size) / 1000);
}

/** Least overlap of two sets of together `sizes` shingles: ceil(t / (1 + t) * sizes). */
export function leastOverlap(sizes: number, t: Thousandths): number {
  return Math.ceil((t * sizes) / (1000 + t));
}

/**
 * Length of the prefix: under any one order of all shingles, the first `size - leastShared + 1` of two near-duplicates have one in common
 * (Chaudhuri, Ganti, Kaushik 2006). As many shingles that nobody else has prove that a set has no near-duplicate.
 */
export function prefixLength(size: number, t: Thousandths): number {
  return size - leastShared(size, t) + 1;
}

/** Whether no other size is near enough for a near-duplicate: floor(size / t) = size. Then only the very same set is one. */
export function onlyIdentical(size: number, t: Thousandths): boolean {
  return Math.floor((size * 1000) / t) === size;
}

/** overlap / union >= t. */
export function reaches(overlap: number, union: number, t: Thousandths): boolean {
  return overlap * 1000 >= t * union;
}
