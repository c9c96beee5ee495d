/** Lengths in buckets that double, for counting and for pictures: ratios matter in lengths, not differences. */

const names: readonly string[] = Array.from({ length: 33 }, (_, bits) => {
  if (bits < 2) return `${bits}`;
  return `${2 ** (bits - 1)}-${2 ** bits - 1}`;
});

/** `0`, `1`, `2-3`, `4-7`, … for 0 up to 2^32 - 1 words. */
export function lengthBucket(words: number): string {
  return names[32 - Math.clz32(words)] ?? '';
}

/** The first length of a bucket, to sort buckets by. */
export function bucketStart(bucket: string): number {
  return Number.parseInt(bucket, 10);
}
