/** What is divided as one: rows of one group, and rows that are near duplicates of each other, with all that hangs together by either. */

/** Columns, one entry for each accepted row. */
export interface SplitInput {
  readonly count: number;
  /** Where the parent version has the row, as `splitNumbers`; 0 for rows that it does not have. */
  readonly pinned: Uint8Array;
  /** `groupFraction` of the row's group key. Rows with the same one are of the same group: two of ten million groups share 52 bits once in ninety sets. */
  readonly fraction: Float64Array;
  /** Rows with the same number are near duplicates; any numbers up to a few times the count. */
  readonly cluster: Uint32Array;
  /** Milliseconds since 1970, NaN where unknown; needed for a split by time only. */
  readonly at: Float64Array | null;
}

const nobody = 0xffffffff;

/** For each row the first row of its unit. */
export function splitUnits({ count, fraction, cluster }: Pick<SplitInput, 'count' | 'fraction' | 'cluster'>): Uint32Array {
  const parents = Uint32Array.from({ length: count }, (_, row) => row);
  joinClusters(parents, cluster);
  joinGroups(parents, fraction);
  for (let row = 0; row < count; row += 1) parents[row] = rootOf(parents, row);
  return parents;
}

function joinClusters(parents: Uint32Array, cluster: Uint32Array): void {
  let largest = 0;
  for (let row = 0; row < parents.length; row += 1) largest = Math.max(largest, cluster[row] ?? 0);
  const firstOf = new Uint32Array(largest + 1).fill(nobody);
  for (let row = 0; row < parents.length; row += 1) {
    const number = cluster[row] ?? 0;
    const first = firstOf[number] ?? nobody;
    if (first === nobody) firstOf[number] = row;
    else join(parents, first, row);
  }
}

/** A table with open addressing: a `Map` of ten million numbers would take a gigabyte. */
function joinGroups(parents: Uint32Array, fraction: Float64Array): void {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(2, parents.length * 1.5)));
  const table = new Uint32Array(slots).fill(nobody);
  for (let row = 0; row < parents.length; row += 1) {
    const value = fraction[row] ?? 0;
    // The fraction is uniform, and so is the place.
    let slot = Math.floor(value * slots);
    for (;;) {
      const found = table[slot] ?? nobody;
      if (found === nobody) {
        table[slot] = row;
        break;
      }
      if (fraction[found] === value) {
        join(parents, found, row);
        break;
      }
      slot = slot + 1 === slots ? 0 : slot + 1;
    }
  }
}

/** The smaller index stays the root, so that roots do not depend on the order of joining. */
function join(parents: Uint32Array, left: number, right: number): void {
  const [one, other] = [rootOf(parents, left), rootOf(parents, right)];
  if (one < other) parents[other] = one;
  else parents[one] = other;
}

/** Halves the path on the way, which keeps later walks short. */
function rootOf(parents: Uint32Array, row: number): number {
  let at = row;
  for (;;) {
    const parent = parents[at] ?? at;
    if (parent === at) return at;
    const above = parents[parent] ?? parent;
    parents[at] = above;
    at = above;
  }
}
