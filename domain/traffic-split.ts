/** Which arm serves which user: a salted hash gives every sticky key a bucket, intervals of buckets belong to arms. Deterministic, so no state is kept. */

import type { Arm, RouteArm } from './route.js';

/** One bucket is a hundredth of a percent of traffic. */
export const bucketCount = 10_000;

/**
 * Bucket 0..9999 of a sticky key. A new salt (one per rollout) deals everybody anew, so successive canaries do not always hit the same users.
 * FNV-1a over salt and key, then murmur3's 32-bit finaliser: FNV alone leaves the low bits of similar keys correlated, and the bucket is made of those.
 */
export function bucketOf(salt: string, stickyKey: string): number {
  return finalise(fnv1a(`${salt}\u0000${stickyKey}`)) % bucketCount;
}

/**
 * The arm that owns the bucket; undefined only for a route without arms. Weights are whole hundredths of a percent and sum to 100.
 * The candidate owns an interval from 0 upwards, so that under one salt nobody leaves it while its weight grows; holdback owns the top
 * downwards, so that the two meet last; the champion serves what lies between.
 */
export function chooseArm(arms: readonly RouteArm[], bucket: number): RouteArm | undefined {
  const candidate = armOf(arms, 'candidate');
  const holdback = armOf(arms, 'holdback');
  if (candidate !== undefined && bucket < bucketsOf(candidate)) return candidate;
  if (holdback !== undefined && bucket >= bucketCount - bucketsOf(holdback)) return holdback;
  return armOf(arms, 'champion');
}

/** Buckets that a weight buys. */
export function bucketsOf(arm: Pick<RouteArm, 'weightPercent'>): number {
  return Math.round((arm.weightPercent * bucketCount) / 100);
}

function armOf(arms: readonly RouteArm[], name: Arm): RouteArm | undefined {
  return arms.find((arm) => arm.arm === name);
}

/** http://www.isthe.com/chongo/tech/comp/fnv/ over UTF-16 code units, low byte first. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash >>> 0;
}

/** fmix32 of MurmurHash3 (public domain, Austin Appleby). */
function finalise(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
