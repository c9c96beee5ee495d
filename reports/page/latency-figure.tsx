/** How long timed calls took, of candidate and champion. */

import type { JSX } from 'preact';
import { percentile } from '../../domain/statistics.js';
import type { Evidence } from '../../evaluation/results.js';
import { armName } from './arm-legend.js';
import { Figure } from './figure.js';
import { drawLatency, type Calls } from './plots/latency.js';
import type { Drawn } from './section.js';
import { Table } from './table.js';
import { numberText } from './words.js';

export function LatencyFigure({ data, evidence }: Drawn & { readonly evidence: Evidence }): JSX.Element {
  const rows = (['champion', 'candidate'] as const).flatMap((arm) => callsOf(arm, armName(data, arm), evidence));
  if (rows.length === 0) return <p class="absent">Latency was not measured.</p>;
  const columns = [
    { title: 'Calls of', cell: ({ name }: Calls) => name },
    { title: 'n', figure: true, cell: ({ milliseconds }: Calls) => numberText(milliseconds.length) },
    { title: 'p50', figure: true, cell: ({ p50 }: Calls) => p50.toFixed(1) },
    { title: 'p95', figure: true, cell: ({ p95 }: Calls) => p95.toFixed(1) },
    { title: 'Slowest', figure: true, cell: ({ milliseconds }: Calls) => Math.max(...milliseconds).toFixed(1) },
  ];
  return (
    <div class="plots">
      <Figure title="Latency of single calls" says={sentenceOf(rows)} drawing={drawLatency(rows)} />
      <Table caption="Timed calls in milliseconds, made in turns on the same machine." rows={rows} columns={columns} />
    </div>
  );
}

function callsOf(arm: Calls['arm'], name: string, evidence: Evidence): Calls[] {
  const milliseconds = evidence[arm]?.latency?.milliseconds ?? [];
  const [p50, p95] = [percentile(milliseconds, 50), percentile(milliseconds, 95)];
  return p50 === undefined || p95 === undefined ? [] : [{ arm, name, milliseconds, p50, p95 }];
}

function sentenceOf(rows: readonly Calls[]): string {
  const figures = rows.map(({ name, p95 }) => `${name} ${p95.toFixed(1)} ms`).join(', ');
  return `One tick a call. 95 of 100 calls took at most: ${figures}.`;
}
