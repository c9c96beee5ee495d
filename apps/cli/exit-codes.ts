/** The exit codes that scripts rely on. Apart from `exit.ts`, because help must not load what can fail. */

export const exitCodes = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const;

/** As `slipway --help` prints them. */
export const exitCodeHelp = `
Exit codes:
  0  done
  1  failed, refused or rejected
  2  wrong usage, or a file, model or environment variable that cannot be used
  3  no Temporal server answers
130  stopped by Ctrl-C while watching; the run goes on`;
