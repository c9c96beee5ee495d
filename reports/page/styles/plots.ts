/** Plots beside each other where there is room; details; and paper, on which everything that is closed is open. */

export const plots = `
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem 2rem; align-items: start; }
.plots > * { min-width: 0; }
figure { margin: .75rem 0 0; max-width: 32rem; }
figcaption b { display: block; }
figcaption span { color: var(--muted); font-size: .875rem; }
.plot { display: block; width: 100%; height: auto; font: 13px system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; fill: currentColor; text-anchor: middle; overflow: visible; --plot-background: var(--page); }
.plot text { white-space: pre; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0 1rem; padding: 0; font-size: .875rem; }
.swatch { width: 28px; height: 14px; vertical-align: -2px; }
details { margin: .75rem 0; }
summary { cursor: pointer; color: var(--link); padding: .15rem 0; }
@media print {
  @page { margin: 15mm 12mm; }
  html, body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  nav { display: none; }
  summary { display: block; color: inherit; font-weight: 600; break-after: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; display: block; }
  .scroll { overflow: visible; }
  table { font-size: 8.5pt; max-width: 100%; }
  table.figures { font-size: 7.5pt; }
  .figures th, .figures td { white-space: normal; }
  .figures .prose { overflow-wrap: anywhere; }
  th, td { padding-right: .5rem; }
  thead { display: table-header-group; break-after: avoid; }
  tr, figure, .head, .facts div { break-inside: avoid; }
  h2, h3, h2 + p, caption, .caption { break-after: avoid; }
  section { margin-top: 1.5rem; }
  .plots { grid-template-columns: 1fr 1fr; }
}`;
