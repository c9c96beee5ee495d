/** Records that hang together by near-duplicates: a union-find over record numbers, each cluster named by its first record. */

export interface Clusters {
  join(one: number, other: number): void;
  connected(one: number, other: number): boolean;
  /** First record of the cluster of each record; itself for one that is alone. */
  roots(): Uint32Array;
}

export function createClusters(records: number): Clusters {
  const parents = new Uint32Array(records);
  for (let record = 0; record < records; record += 1) parents[record] = record;
  const rootOf = (record: number): number => {
    let at = record;
    for (let parent = parents[at] ?? at; parent !== at; parent = parents[at] ?? at) {
      parents[at] = parents[parent] ?? parent;
      at = parents[at] ?? parent;
    }
    return at;
  };
  return {
    join: (one, other) => {
      const [first, second] = [rootOf(one), rootOf(other)];
      if (first !== second) parents[Math.max(first, second)] = Math.min(first, second);
    },
    connected: (one, other) => rootOf(one) === rootOf(other),
    roots: () => parents.map((_, record) => rootOf(record)),
  };
}
