/** Why llama.cpp ended, from its log. Its exceptions say only that something failed. */

// Said after the cause, whatever it was.
const echo = /failed to load model|exiting due to|cleaning up before exit/;

/** The last error that is no echo of another; else the last line. */
export function causeOf(log: string): string {
  const lines = log.trimEnd().split('\n');
  const errors = lines.flatMap((line) => /^\S+ E (.+)$/.exec(line)?.[1] ?? []).filter((text) => !echo.test(text));
  return (errors.at(-1) ?? lines.at(-1)?.trim()) || 'its log says nothing';
}
