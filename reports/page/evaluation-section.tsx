/** What was measured of the candidate beside the champion, suite by suite and call by call. */

import type { JSX } from 'preact';
import type { Evidence } from '../../evaluation/results.js';
import { armLegend } from './arm-legend.js';
import { Figure } from './figure.js';
import { LatencyFigure } from './latency-figure.js';
import { drawDifferences, drawShares } from './plots/suites.js';
import { NothingOf, Section, type Drawn } from './section.js';
import { BrokenItems, SuiteTable } from './suite-table.js';
import { suiteRows } from './suites.js';

export function EvaluationSection({ data }: Drawn): JSX.Element {
  const { evaluation } = data;
  return (
    <Section id="evaluation" title={evaluation?.champion === null ? 'Evaluation, without a champion' : 'Evaluation beside the champion'}>
      {evaluation === null ? (
        <NothingOf data={data} stage="evaluate" what="The evaluation" />
      ) : (
        <>
          <Suites data={data} evidence={evaluation} />
          <LatencyFigure data={data} evidence={evaluation} />
        </>
      )}
    </Section>
  );
}

function Suites({ data, evidence }: Drawn & { readonly evidence: Evidence }): JSX.Element {
  const rows = suiteRows(evidence);
  if (rows.length === 0) return <p class="absent">No suite was measured.</p>;
  const shares = rows.flatMap(({ name, champion, candidate }) => [
    ...(champion === null ? [] : [{ suite: name, arm: 'champion' as const, ...champion.share }]),
    ...(candidate === null ? [] : [{ suite: name, arm: 'candidate' as const, ...candidate.share }]),
  ]);
  const differences = rows.flatMap(({ name, paired }) => (paired === null ? [] : [{ suite: name, ...paired.difference }]));
  return (
    <>
      <div class="plots">
        {shares.length > 0 && (
          <Figure
            title="Share of right answers"
            says="Each with its 95 % interval (Wilson). Anchor: rows held out by earlier versions; held-out: rows that are new."
            drawing={drawShares(shares)}
            legend={armLegend(data, evidence.champion === null ? ['candidate'] : ['champion', 'candidate'], 'symbol')}
          />
        )}
        {differences.length > 0 && (
          <Figure
            title="Candidate minus champion, item by item"
            says="Paired difference in percentage points. Each end holds with 95 % confidence on its own side: the bounds that the gates name."
            drawing={drawDifferences(differences)}
          />
        )}
      </div>
      <SuiteTable rows={rows} />
      {rows.some(({ paired }) => (paired?.broken.length ?? 0) > 0) && <BrokenItems rows={rows} />}
    </>
  );
}
