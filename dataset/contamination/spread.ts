/** Counts different examples in 32 bits: one bit each by a digest of its words, so that the same example again is no other one, and parts of a build add up. */

import { mix } from '../text/mix.js';
import type { Words } from '../text/words.js';

/** What stands in more different examples is a phrase of the data. Two of a dozen share a bit, so the count is about right. */
const mostExamples = 10;

/** 32 mixed bits of the words of an example: what is decided by them depends neither on its place nor on other examples. */
export function digestOf({ hashes, count }: Words): number {
  let digest = count;
  for (let at = 0; at < count; at += 1) digest = (Math.imul(digest ^ (digest >>> 15), 0x9e3779b1) + (hashes[at] ?? 0)) | 0;
  return mix(digest);
}

export function bitOf(digest: number): number {
  return 1 << (digest >>> 27);
}

/** @param bits of all examples with it, joined by or */
export function isInMany(bits: number): boolean {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count > mostExamples;
}
