/** Colours, text and the frame of the page. Every pair of text and ground has at least 4.5 to 1, in light and in dark. */

const light = `
  --page: #ffffff; --card: #f5f7f9; --line: #d3d9df; --text: #1b2127; --muted: #545e68; --link: #0b57a4;
  --good: #0a6b47; --good-ground: #e2f4ea; --warn: #7d4e00; --warn-ground: #fdf0d5; --bad: #ae1e17; --bad-ground: #fce6e4;
  --champion: #0b63b0; --candidate: #b34d06; --holdback: #5c6670; --first: #8b959f; --second: #6a2c91;`;

const dark = `
  --page: #14181d; --card: #1d232a; --line: #3a434d; --text: #e7ebef; --muted: #a7b1bb; --link: #82bdf8;
  --good: #67d6a3; --good-ground: #12362a; --warn: #f3c065; --warn-ground: #3b2c0d; --bad: #ff9a91; --bad-ground: #47201e;
  --champion: #6cb4f5; --candidate: #f59a4a; --holdback: #aab4be; --first: #7d8792; --second: #cfa8ec;`;

export const base = `
:root { color-scheme: light dark; ${light} }
@media screen and (prefers-color-scheme: dark) { :root { ${dark} } }
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; overflow-wrap: break-word; }
main { max-width: 66rem; margin: 0 auto; padding: 1rem 1rem 3rem; }
section { margin-top: 2.5rem; padding-top: .5rem; border-top: 1px solid var(--line); }
h1 { font-size: 1.5rem; line-height: 1.3; margin: .25rem 0 1rem; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: .75rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
p, ul { margin: .4rem 0; max-width: 46rem; }
ul { padding-left: 1.25rem; }
a { color: var(--link); }
code { font: .875em/1.4 ui-monospace, 'SF Mono', Menlo, 'DejaVu Sans Mono', monospace; }
.digest, .path, .place, .prose, dd { overflow-wrap: anywhere; }
time { white-space: nowrap; font-variant-numeric: tabular-nums; }
.path { display: inline-block; min-width: 12rem; }
.command { background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: .1rem .35rem; display: inline-block; max-width: 100%; overflow-wrap: anywhere; }
.command span { display: inline-block; max-width: 100%; }
.absent { color: var(--muted); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.head { border: 1px solid var(--line); border-left: .5rem solid var(--muted); border-radius: 6px; padding: .75rem 1rem; }
.head.good { border-left-color: var(--good); }
.head.warn { border-left-color: var(--warn); }
.head.bad { border-left-color: var(--bad); }
h1 .badge { display: table; margin-bottom: .4rem; }
.head h2 { font-size: 1rem; margin: .25rem 0; }
.kicker { margin: 0; color: var(--muted); max-width: none; }
.answers { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: .5rem 1.5rem; }
.problems { margin: .75rem 0; padding: .5rem .75rem; border: 2px solid var(--bad); border-radius: 6px; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem .25rem; padding: 0; max-width: none; margin: 1rem 0 0; }
nav a { display: inline-block; padding: .2rem .6rem; border: 1px solid var(--line); border-radius: 1rem; text-decoration: none; font-size: .875rem; }
.badge { display: inline-block; white-space: nowrap; border-radius: 4px; padding: 0 .4rem; font-weight: 600; border: 1px solid currentColor; margin-right: .25rem; }
.badge.good { color: var(--good); background: var(--good-ground); }
.badge.warn { color: var(--warn); background: var(--warn-ground); }
.badge.bad { color: var(--bad); background: var(--bad-ground); }
.badge.plain { color: var(--muted); background: var(--card); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: .25rem 1.5rem; margin: .75rem 0; }
.facts.long { display: block; }
.facts div { display: grid; grid-template-columns: 8.5rem 1fr; gap: .75rem; padding: .2rem 0; border-bottom: 1px solid var(--line); }
.facts dt { color: var(--muted); overflow-wrap: anywhere; }
.facts.long div { grid-template-columns: 12rem 1fr; }
.facts.small { grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); font-size: .875rem; }
.facts.small div { grid-template-columns: 11rem 1fr; }
.facts dd { margin: 0; min-width: 0; }
@media screen and (max-width: 36rem) { .facts.long div { grid-template-columns: 1fr; gap: 0; } }
footer { margin-top: 3rem; color: var(--muted); font-size: .875rem; }`;
