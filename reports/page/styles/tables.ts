/** Tables: figures to the right in digits of one width; wide ones scroll in their box; sentences stack on a phone. */

export const tables = `
.table { margin: .75rem 0; min-width: 0; max-width: 100%; }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .9375rem; margin: 0; }
table.stacks { width: 100%; margin: .75rem 0; }
caption, .caption { margin: 0; max-width: none; text-align: left; color: var(--muted); font-size: .875rem; padding-bottom: .25rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line); font-weight: normal; }
thead th { color: var(--muted); font-size: .875rem; vertical-align: bottom; white-space: nowrap; }
tbody th { font-weight: 600; }
tbody th.figure { font-weight: normal; }
.figures tbody th, .figures td, tbody .figure { white-space: nowrap; }
.figures .prose { white-space: normal; overflow-wrap: break-word; max-width: 24rem; }
th.figure, td.figure { text-align: right; font-variant-numeric: tabular-nums; }
@media print, (min-width: 48.01rem) { .stacks .prose:last-child { width: 55%; } .lines .prose { min-width: 9rem; } }
.columns { display: flex; flex-wrap: wrap; gap: 0 2.5rem; align-items: flex-start; }
.columns > * { min-width: 0; }
@media print, (max-width: 30rem) { thead th { white-space: normal; } }
@media screen and (max-width: 30rem) { table { font-size: .875rem; } th, td { padding-right: .6rem; } }
@media screen and (max-width: 48rem) {
  .stacks, .stacks tbody, .stacks tr, .stacks th, .stacks td, .stacks caption { display: block; }
  .stacks thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .cards tr { border: 1px solid var(--line); border-radius: 6px; padding: .4rem .75rem; margin: .5rem 0; }
  .stacks th, .stacks td, .stacks th.figure, .stacks td.figure { border: 0; padding: .1rem 0; text-align: left; white-space: normal; }
  .cards th { padding-bottom: .25rem; }
  .cards td:not(.prose) { display: inline-block; margin-right: 1rem; }
  .lines tr { border-bottom: 1px solid var(--line); padding: .35rem 0; }
  .lines th, .lines td:not(:last-child) { display: inline-block; margin-right: .6rem; }
  .cards td:not(.prose)::before { content: attr(data-title) ': '; color: var(--muted); }
}`;
