/** Which key beside the messages joins related rows, such as those of one conversation: its values repeat, and there are many of them. */

export interface GroupKey {
  readonly key: string;
  readonly groups: number;
  readonly largest: number;
  /** Called as such keys are commonly called; else it is a guess. */
  readonly hasGroupName: boolean;
}

export interface GroupKeys {
  /** Best first. */
  readonly candidates: readonly GroupKey[];
  /** Called like one, and different in every row. */
  readonly unique: readonly string[];
}

/** With fewer, one group more or less on a side would decide the sizes. */
const fewestGroups = 10;
/** Of the rows, in the largest group. */
const largestShare = 0.25;
const leastCoverage = 0.9;
const groupNames =
  /(conversation|thread|session|dialogu?e?|ticket|case|user|customer|client|group|document|source)s?[_-]?(id|key|no|number)?$/i;
const neverGroups = /date|time|created|updated|lang|split|score|rating|version|weight/i;
const messageKeys = ['messages', 'prompt', 'completion'];

/** `rows` are the JSON objects of rows that training accepts. */
export function groupKeys(rows: readonly object[]): GroupKeys {
  const counted = new Map<string, Map<string, number>>();
  const unusable = new Set<string>();
  for (const row of rows) {
    for (const [key, value] of Object.entries(row) as [string, unknown][]) {
      if (messageKeys.includes(key) || value === null || value === '') continue;
      if (typeof value !== 'string' && typeof value !== 'number') {
        unusable.add(key);
        continue;
      }
      const values = counted.get(key) ?? new Map<string, number>();
      counted.set(key, values.set(String(value), (values.get(String(value)) ?? 0) + 1));
    }
  }
  const covering = [...counted].filter(([key, values]) => !unusable.has(key) && sum(values.values()) >= rows.length * leastCoverage);
  const candidates = covering.filter(([key, values]) => groups(key, values, rows.length)).map(([key, values]) => keyOf(key, values));
  return {
    candidates: candidates.toSorted((left, right) => Number(right.hasGroupName) - Number(left.hasGroupName) || right.groups - left.groups),
    unique: covering.filter(([key, values]) => groupNames.test(key) && values.size === sum(values.values())).map(([key]) => key),
  };
}

function groups(key: string, values: ReadonlyMap<string, number>, rows: number): boolean {
  if (values.size < fewestGroups || values.size === sum(values.values())) return false;
  if (Math.max(...values.values()) > rows * largestShare) return false;
  // A number without a name that says more may as well be a score.
  const isNumeric = [...values.keys()].every((value) => Number.isFinite(Number(value)));
  return groupNames.test(key) || (!isNumeric && !neverGroups.test(key));
}

function keyOf(key: string, values: ReadonlyMap<string, number>): GroupKey {
  return { key, groups: values.size, largest: Math.max(...values.values()), hasGroupName: groupNames.test(key) };
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
