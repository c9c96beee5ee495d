/** Lines that an answer says twice. */

/** Fewer lines are not looked at. */
const fewestLines = 4;

/**
 * Share of the characters in lines that were there before, white space around them aside (Gopher's rule for duplicate lines, by characters,
 * so that closing brackets hardly count).
 */
export function duplicateLineShare(answer: string): number {
  const lines = answer.split('\n');
  if (lines.length < fewestLines) return 0;
  const seen = new Set<string>();
  let [all, duplicate] = [0, 0];
  for (const raw of lines) {
    const line = raw.trim();
    if (line === '') continue;
    all += line.length;
    if (seen.has(line)) duplicate += line.length;
    else seen.add(line);
  }
  return all === 0 ? 0 : duplicate / all;
}
