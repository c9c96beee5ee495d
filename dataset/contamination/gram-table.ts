/** Numbers the distinct runs of N words of the suites, and knows them again in an example. */

export interface GramTable {
  /** Distinct runs. */
  readonly count: number;
  /** Number of the run that begins at that word; -1 for one that is not in the table. */
  find(words: Uint32Array, at: number): number;
}

/**
 * @param source words of all passages
 * @param places where in `source` the runs begin, with repeats
 * @param length words in a run
 */
export function createGramTable(source: Uint32Array, places: Uint32Array, length: number): GramTable {
  const mask = 2 ** Math.max(4, Math.ceil(Math.log2(places.length * 1.5 + 1))) - 1;
  /** Number of the run, plus one; 0: empty. */
  const slots = new Uint32Array(mask + 1);
  const placeOf = new Uint32Array(places.length);
  let count = 0;

  /** Number of the run; where there is none, -1 less the empty slot. */
  const lookUp = (words: Uint32Array, at: number): number => {
    let hash = length;
    for (let index = at; index < at + length; index += 1) hash = Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) ^ (words[index] ?? 0);
    for (let slot = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) & mask; ; slot = (slot + 1) & mask) {
      const number = slots[slot] ?? 0;
      if (number === 0) return -1 - slot;
      const place = placeOf[number - 1] ?? 0;
      let same = 0;
      while (same < length && source[place + same] === words[at + same]) same += 1;
      if (same === length) return number - 1;
    }
  };
  for (const at of places) {
    const found = lookUp(source, at);
    if (found >= 0) continue;
    placeOf[count] = at;
    count += 1;
    slots[-1 - found] = count;
  }
  return { count, find: (words, at) => Math.max(-1, lookUp(words, at)) };
}
