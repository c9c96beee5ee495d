/** The known word that somebody probably meant: for unknown keys, models and commands. */

/** The closest of `known` within a third of the word's length (at least 2 edits), else undefined. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const furthest = Math.max(2, Math.floor(word.length / 3));
  const scored = known.map((candidate) => ({ candidate, edits: editDistance(word.toLowerCase(), candidate.toLowerCase()) }));
  const close = scored.filter(({ edits }) => edits <= furthest).toSorted((left, right) => left.edits - right.edits);
  return close[0]?.candidate;
}

/** Levenshtein distance by the two-row dynamic programme (Wagner and Fischer, 1974). */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
