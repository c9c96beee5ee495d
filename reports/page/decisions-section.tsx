/** The decisions of a run in order. */

import type { JSX } from 'preact';
import { decisionsOf } from './decisions.js';
import { Time } from './facts.js';
import { Section, type Drawn } from './section.js';
import { Table } from './table.js';
import { sharedDay } from './words.js';

export function DecisionsSection({ data }: Drawn): JSX.Element {
  const decisions = decisionsOf(data);
  const day = sharedDay(decisions.map(({ at }) => at));
  return (
    <Section id="decisions" title="Decisions in order">
      <Table
        caption={`${day === undefined ? 'From' : `On ${day}, from`} the trigger to the end, with the entries of the audit. Of the looks, those that let the rollout go on or stopped it.`}
        phone="lines"
        rows={decisions}
        columns={[
          { title: 'Time (UTC)', figure: true, cell: ({ at }) => <Time at={at} after={day} /> },
          { title: 'What', prose: true, cell: ({ what }) => <b>{what}</b> },
          { title: 'Who', prose: true, cell: ({ who }) => who },
          { title: 'Detail', prose: true, cell: ({ detail }) => detail },
        ]}
      />
    </Section>
  );
}
