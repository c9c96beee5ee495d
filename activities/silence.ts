/** How long work has reported nothing, by a clock that nobody sets: a corrected system time neither ends it nor spares it. */

/** Begins to count now. Answers the milliseconds for which the revision has been the same. */
export function watchSilence(): (revision: number) => number {
  let last: { readonly revision: number | undefined; readonly at: number } = { revision: undefined, at: performance.now() };
  return (revision) => {
    const now = performance.now();
    if (revision !== last.revision) last = { revision, at: now };
    return now - last.at;
  };
}
