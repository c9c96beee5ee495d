/** Labels live inside the assistant's JSON answer; this finds them and counts them. */

/** The text at a dotted path of a JSON answer; undefined when the answer is no JSON or has no such text. */
export function labelOf(answer: string, labelPath: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    return undefined;
  }
  for (const key of labelPath.split('.')) {
    // Own properties only: an answer must not find a label in a prototype.
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** How often each label occurs, as a record with sorted keys. */
export function distributionOf(labels: Iterable<string>): Record<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
