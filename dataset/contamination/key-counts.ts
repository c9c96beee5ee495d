/** Counts how often each of a fixed set of 32-bit keys comes, in so little memory that it stays in the processor's caches. */

export interface KeyCounts {
  /** Distinct keys. */
  readonly size: number;
  /** False for most keys outside the set. */
  mayHave(key: number): boolean;
  /** Counts the key; false outside the set. */
  add(key: number): boolean;
  /** 0 for a key outside the set; at most 65,534. */
  of(key: number): number;
  /** The counts of all keys, in an order that the set alone decides. */
  save(): Uint32Array;
  addSaved(counts: Uint32Array): void;
}

/** A key outside the set comes past the filter once in eight to sixteen times. */
const filterBitsPerKey = 8;
const full = 0xffff;

/**
 * @param keys signed, because the engine boxes other numbers of 32 bits, and well mixed; two of them that share 16 bits and a neighbourhood in
 * the table, a few of a million, are counted as one
 */
export function createKeyCounts(keys: Int32Array): KeyCounts {
  const distinct = keys.toSorted().filter((key, index, sorted) => index === 0 || key !== sorted[index - 1]);
  const mask = powerOfTwo(distinct.length * 1.25) - 1;
  /** Upper half: 16 bits of the key. Lower half: one more than its count; 0 in an empty slot. */
  const slots = new Int32Array(mask + 1);
  const filterBits = powerOfTwo(distinct.length * filterBitsPerKey);
  const filterShift = Math.clz32(filterBits) + 1;
  const filter = new Int32Array(filterBits / 32);
  const slotOf = (key: number): number => {
    let slot = key & mask;
    for (;;) {
      const held = slots[slot] ?? 0;
      if (held === 0 || (held ^ key) >>> 16 === 0) return slot;
      slot = (slot + 1) & mask;
    }
  };
  for (const key of distinct) {
    slots[slotOf(key)] = (key & ~full) | 1;
    const bit = key >>> filterShift;
    filter[bit >>> 5] = (filter[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }
  const mayHave = (key: number): boolean => {
    const bit = key >>> filterShift;
    return ((filter[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
  };
  return {
    size: distinct.length,
    mayHave,
    add: (key) => {
      if (!mayHave(key)) return false;
      const slot = slotOf(key);
      const held = slots[slot] ?? 0;
      if (held === 0) return false;
      if ((held & full) !== full) slots[slot] = held + 1;
      return true;
    },
    of: (key) => Math.max(0, ((slots[slotOf(key)] ?? 0) & full) - 1),
    save: () => Uint32Array.from(slots.filter((held) => held !== 0)).map((held) => (held & full) - 1),
    addSaved: (counts) => {
      let next = 0;
      for (let slot = 0; slot < slots.length; slot += 1) {
        const held = slots[slot] ?? 0;
        if (held === 0) continue;
        slots[slot] = (held & ~full) | Math.min(full, (held & full) + (counts[next] ?? 0));
        next += 1;
      }
    },
  };
}

function powerOfTwo(least: number): number {
  return 2 ** Math.min(30, Math.max(5, Math.ceil(Math.log2(least + 1))));
}
