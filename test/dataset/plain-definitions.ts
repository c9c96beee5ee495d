/** What the report of a dataset defines, in the plainest code that does it: nothing here is shared with the product. */

/** NFKC, lower case, split at whatever is no letter, mark or number; each character of Han, Hiragana and Katakana by itself. */
export function wordsOf(text: string): string[] {
  const spaced = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu, ' $& ');
  return spaced.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '');
}

/** Pairs of consecutive words within one text; a text of one word gives that word. */
export function shinglesOf(texts: readonly string[]): Set<string> {
  return new Set(
    texts.flatMap((text) => {
      const words = wordsOf(text);
      return words.length === 1 ? words : words.slice(1).map((word, index) => `${words[index] ?? ''} ${word}`);
    }),
  );
}

export interface Pair {
  readonly left: number;
  readonly right: number;
  readonly overlap: number;
  readonly union: number;
}

export function compare(left: ReadonlySet<string>, right: ReadonlySet<string>): Pick<Pair, 'overlap' | 'union'> {
  const overlap = [...left].filter((shingle) => right.has(shingle)).length;
  return { overlap, union: left.size + right.size - overlap };
}

/** 0.95 as a fraction of integers. */
export function isNear({ overlap, union }: Pick<Pair, 'overlap' | 'union'>): boolean {
  return overlap * 1000 >= 950 * union;
}

/** Every pair that is near, by counting what each shares with each earlier one. */
export function nearPairs(sets: readonly ReadonlySet<string>[]): Pair[] {
  const holders = new Map<string, number[]>();
  const pairs: Pair[] = [];
  sets.forEach((set, right) => {
    const shared = new Map<number, number>();
    for (const shingle of set) {
      const known = holders.get(shingle) ?? [];
      for (const left of known) shared.set(left, (shared.get(left) ?? 0) + 1);
      known.push(right);
      holders.set(shingle, known);
    }
    for (const [left, overlap] of shared) {
      const union = (sets[left]?.size ?? 0) + set.size - overlap;
      if (isNear({ overlap, union })) pairs.push({ left, right, overlap, union });
    }
  });
  return pairs;
}

/** Words of the longest run that stands in both. */
export function longestRun(left: readonly string[], right: readonly string[]): number {
  let longest = 0;
  for (let one = 0; one < left.length; one += 1) {
    for (let other = 0; other < right.length; other += 1) {
      let run = 0;
      while (one + run < left.length && left[one + run] === right[other + run]) run += 1;
      longest = Math.max(longest, run);
    }
  }
  return longest;
}
