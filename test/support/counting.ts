/** The slow, obvious way to the same probabilities: whole-number binomial coefficients, to hold the fast way against. */

export function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let result = 1n;
  for (let i = 1; i <= k; i += 1) result = (result * BigInt(n - k + i)) / BigInt(i);
  return result;
}

/** Exact to 15 digits, whatever the size of the two. */
export function quotient(part: bigint, whole: bigint): number {
  const scale = 10n ** 60n;
  return Number((part * scale) / whole) / 1e60;
}
