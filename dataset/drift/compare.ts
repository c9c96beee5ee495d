/** Compares counts of the existing set and of the new batch: is the difference more than chance, and is it large? Both must hold for drift. */

import { excessDistance, excessPopulationStability, jensenShannonDistance } from '../../domain/distribution-distance.js';
import { gTest } from '../../domain/g-test.js';
import { compareTexts } from './compare-texts.js';

export interface Comparison {
  readonly existing: number;
  readonly fresh: number;
  /** Jensen-Shannon distance (natural logarithm) less what chance makes: the figure that limits are for. */
  readonly distance: number;
  /** As the formula gives it, chance included. */
  readonly rawDistance: number;
  /** Population stability index less its expectation under no change. */
  readonly stability: number;
  readonly p: number;
  /** Shares before and now of the kind that moved most; null without any. */
  readonly largestMove: Move | null;
  /** The most frequent first. */
  readonly appeared: readonly string[];
  readonly vanished: readonly string[];
}

export interface Move {
  readonly name: string;
  readonly before: number;
  readonly now: number;
}

/**
 * Less than this on a side says nothing: of 30 examples even a move of 30 points may be chance at the level below.
 */
export const smallestSample = 30;

/** Strict, because every batch is tested, several times. */
export const significant = 0.001;

export type Kinds = ReadonlyMap<string, number>;

export function compareKinds(existing: Kinds, fresh: Kinds): Comparison {
  const names = [...new Set([...existing.keys(), ...fresh.keys()])].toSorted(compareTexts);
  const left = names.map((name) => existing.get(name) ?? 0);
  const right = names.map((name) => fresh.get(name) ?? 0);
  const counts = { left, right };
  return {
    existing: sum(left),
    fresh: sum(right),
    distance: excessDistance(counts),
    rawDistance: jensenShannonDistance(counts),
    stability: excessPopulationStability(counts),
    p: gTest(counts).p,
    largestMove: largestMove(existing, fresh, names),
    appeared: onlyIn(fresh, existing),
    vanished: onlyIn(existing, fresh),
  };
}

/** More than chance, and at least as large as the limit. */
export function hasMoved({ p, distance }: Comparison, limit: number): boolean {
  return p < significant && distance >= limit;
}

export function isTooSmall({ existing, fresh }: Comparison): boolean {
  return Math.min(existing, fresh) < smallestSample;
}

/** Names of one side that the other does not have, by count, then by name. */
export function onlyIn(side: Kinds, other: Kinds): string[] {
  return [...side]
    .filter(([name, count]) => count > 0 && (other.get(name) ?? 0) === 0)
    .toSorted(([nameA, a], [nameB, b]) => b - a || compareTexts(nameA, nameB))
    .map(([name]) => name);
}

/** Counts by name, with what has no name under one of its own. */
export function kindsOf(counts: Readonly<Record<string, number>>, others: Readonly<Record<string, number>> = {}): Map<string, number> {
  const kinds = new Map(Object.entries(counts));
  for (const [name, count] of Object.entries(others)) if (count > 0) kinds.set(name, (kinds.get(name) ?? 0) + count);
  return kinds;
}

function largestMove(existing: Kinds, fresh: Kinds, names: readonly string[]): Move | null {
  const before = total(existing);
  const now = total(fresh);
  if (before === 0 || now === 0) return null;
  let largest: Move | null = null;
  for (const name of names) {
    const move = { name, before: (existing.get(name) ?? 0) / before, now: (fresh.get(name) ?? 0) / now };
    if (largest === null || Math.abs(move.now - move.before) > Math.abs(largest.now - largest.before)) largest = move;
  }
  return largest;
}

function total(kinds: Kinds): number {
  return sum([...kinds.values()]);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((result, count) => result + count, 0);
}
