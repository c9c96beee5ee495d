/** How long each stage took, and what it cost where prices are known. */

import type { JSX } from 'preact';
import { Figure } from './figure.js';
import { Time } from './facts.js';
import { drawStages } from './plots/stages.js';
import { Absent, Section, type Drawn } from './section.js';
import { Table } from './table.js';
import { millisecondsBetween, notRecorded, spanText } from './words.js';

export function TimingsSection({ data }: Drawn): JSX.Element {
  const { run, cost } = data;
  const spans = run.stages.map((stage) => ({ ...stage, milliseconds: millisecondsBetween(stage.startedAt, stage.endedAt) }));
  const priceOf = new Map(cost?.stages.map(({ name, amount }) => [name, amount]));
  if (spans.length === 0) {
    return (
      <Section id="timings" title="Timings and cost">
        <Absent>No stage began.</Absent>
      </Section>
    );
  }
  return (
    <Section id="timings" title="Timings and cost">
      <div class="plots">
        <Figure title="Time in each stage" says={longestOf(spans)} drawing={drawStages(spans)} />
        <Table
          caption="Stages with their times."
          rows={spans}
          columns={[
            { title: 'Stage', cell: ({ name }) => name },
            { title: 'Began (UTC)', figure: true, cell: ({ startedAt }) => <Time at={startedAt} /> },
            { title: 'Took', figure: true, cell: ({ milliseconds }) => spanText(milliseconds) },
            ...(cost === null
              ? []
              : [
                  {
                    title: `Cost, ${cost.currency}`,
                    figure: true,
                    cell: ({ name }: { name: (typeof spans)[number]['name'] }) => moneyText(priceOf.get(name) ?? 0),
                  },
                ]),
          ]}
        />
      </div>
      {cost === null ? (
        <Absent>{data.spec === null ? `Cost: ${notRecorded}.` : 'No cost configured: the pipeline file has no key cost.'}</Absent>
      ) : (
        <p>
          Estimated cost of the run: <b>{`${moneyText(cost.total)} ${cost.currency}`}</b>. Serving hosts are not in it: they run whether a
          run goes on or not.
        </p>
      )}
    </Section>
  );
}

function longestOf(spans: readonly { readonly name: string; readonly milliseconds: number }[]): string {
  const longest = spans.reduce((most, span) => (span.milliseconds > most.milliseconds ? span : most));
  const all = spans.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return `${spanText(all)} in all, the longest in ${longest.name}: ${spanText(longest.milliseconds)}.`;
}

/** Cents where there are some; more digits where a run costs less than one. */
function moneyText(amount: number): string {
  return amount !== 0 && Math.abs(amount) < 0.1 ? String(Number(amount.toPrecision(2))) : amount.toFixed(2);
}
