/** Durations as people write them in YAML (`90s`, `2h`, `1d`), and as code uses them: milliseconds. */

export const durationPattern = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

const unitMilliseconds = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of `2h`. Throws on anything that `durationPattern` does not match: the spec was parsed before. */
export function millisecondsOf(duration: string): number {
  const match = durationPattern.exec(duration);
  if (match === null) throw new Error(`expected a duration such as 90s, 5m or 2h, got "${duration}"`);
  return Number(match[1]) * unitMilliseconds[match[2] as keyof typeof unitMilliseconds];
}

/** `2 h 5 min`, `35 s`: two units at most, for people. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).slice(0, 2);
  return shown.length === 0 ? '0 s' : shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

/** From one ISO 8601 time to a later one. Never negative: clocks of two machines differ. */
export function secondsBetween(from: string, until: string): number {
  return Math.max(0, Date.parse(until) - Date.parse(from)) / 1000;
}
